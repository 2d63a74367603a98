'use client';

import dynamic from 'next/dynamic';
import { toast } from 'sonner';
import { toCallFailure } from '../../client/call-failure.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { usePageShortcuts } from '../use-shortcuts.ts';
import { usePanels } from './panels.tsx';
import { SEARCH_FIELD } from './sidebar/search-field.tsx';
import { stopRun } from './stop-run.ts';
import { goTo, NEW_PATH } from './use-route.ts';

// Opened by few and seldom: not part of what has to be there to write the first message.
const CommandPalette = dynamic(async () => (await import('./palette/command-palette.tsx')).CommandPalette, {
  ssr: false,
});
const ShortcutSheet = dynamic(async () => (await import('./shortcut-sheet.tsx')).ShortcutSheet, { ssr: false });

/** The keys of the chat, and the layers that they open. */
export function ChatLayers({ currentId }: { currentId: string | undefined }) {
  const t = useTranslations('shortcuts');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client } = useGateway();
  const { open, show, close } = usePanels();
  const stop = (sessionId: string): void =>
    void stopRun(client, sessionId).catch((error: unknown) => {
      const { refusal } = toCallFailure(error);
      toast.error(refusal ? errorText(refusal) : tc('unreachable'));
    });
  usePageShortcuts({
    palette: () => (open === 'palette' ? close() : show('palette')),
    shortcuts: () => show('shortcuts'),
    newSession: () => {
      close();
      goTo(NEW_PATH);
    },
    search: () => focusSearch() || show('palette'),
    message: () => document.getElementById('composer')?.focus(),
    ...(currentId === undefined ? {} : { stop: () => stop(currentId) }),
  });
  return (
    <>
      <button
        type="button"
        className="sr-only z-10 rounded bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
        aria-keyshortcuts="?"
        onClick={() => show('shortcuts')}
      >
        {t('title')}
      </button>
      {open === 'palette' ? <CommandPalette currentId={currentId} onStop={stop} onClose={close} /> : null}
      {open === 'shortcuts' ? <ShortcutSheet onClose={close} /> : null}
    </>
  );
}

/** The field of the sidebar, where there is room for one. */
function focusSearch(): boolean {
  const fields = [...document.querySelectorAll<HTMLElement>(`[${SEARCH_FIELD}]`)];
  const visible = fields.find((field) => field.checkVisibility());
  visible?.focus();
  return visible !== undefined;
}
