'use client';

import dynamic from 'next/dynamic';
import { usePathname } from 'next/navigation';
import { toast } from 'sonner';
import { toCallFailure } from '../client/call-failure.ts';
import { SEARCH_FIELD } from './chat/sidebar/search-field.tsx';
import { stopRun } from './chat/stop-run.ts';
import { NEW_PATH } from './chat/use-route.ts';
import { useGateway } from './gateway-provider.tsx';
import { useErrorText, useTranslations } from './i18n/locale-provider.tsx';
import { orNotLoaded } from './not-loaded.tsx';
import { usePanels } from './panels.tsx';
import { placeAt } from './place.ts';
import { useGo } from './use-go.ts';
import { usePageShortcuts } from './use-shortcuts.ts';

// Opened by few and seldom: not part of what has to be there to see a page.
const CommandPalette = dynamic(
  () => orNotLoaded(import('./palette/command-palette.tsx').then((part) => part.CommandPalette)),
  {
    ssr: false,
  },
);
const ShortcutSheet = dynamic(() => orNotLoaded(import('./shortcut-sheet.tsx').then((part) => part.ShortcutSheet)), {
  ssr: false,
});

/** The keys that every page of the site has, and the layers that they open. */
export function PageLayers() {
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client } = useGateway();
  const { open, show, close } = usePanels();
  const place = placeAt(usePathname());
  const { sessionId } = place;
  const go = useGo();
  const stop = (id: string): void =>
    void stopRun(client, id).catch((error: unknown) => {
      const { refusal } = toCallFailure(error);
      toast.error(refusal ? errorText(refusal) : tc('unreachable'));
    });
  usePageShortcuts({
    palette: () => (open === 'palette' ? close() : show('palette')),
    shortcuts: () => show('shortcuts'),
    newSession: () => {
      close();
      go(NEW_PATH);
    },
    search: () => focusSearch() || show('palette'),
    ...(place.part === 'chat' ? { message: () => document.getElementById('composer')?.focus() } : {}),
    ...(sessionId === undefined ? {} : { stop: () => stop(sessionId) }),
  });
  return (
    <>
      {open === 'palette' ? <CommandPalette place={place} onGo={go} onStop={stop} onClose={close} /> : null}
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
