'use client';

import { PanelLeft } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { usePanels } from '../panels.tsx';
import { IconButton } from '../primitives/button.tsx';
import { ShortcutsButton } from '../shortcuts-button.tsx';
import { loadCallParts } from './call-parts.ts';
import { loadStartPage } from './empty-conversation.tsx';
import { NewConversation } from './new-conversation.tsx';
import { loadTranscript, SessionConversation } from './session-conversation.tsx';
import { SessionSidebar } from './session-sidebar.tsx';
import { goTo, sessionPath, useChatRoute } from './use-route.ts';

/** The WebChat: sessions at the side, the conversation in the middle. */
export function ChatPage() {
  const t = useTranslations('app');
  const route = useChatRoute();
  const currentId = route.kind === 'session' ? route.sessionId : undefined;
  const menu = <SidebarDrawer currentId={currentId} />;
  useEffect(loadOnceSomebodyIsHere, []);
  const { close } = usePanels();
  // A panel of the chat stays behind with it.
  useEffect(() => close, [close]);
  return (
    <>
      <a
        href="#composer"
        className="sr-only z-10 rounded bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t('skipToMessage')}
      </a>
      <ShortcutsButton />
      <aside className="hidden w-64 shrink-0 border-r border-line rail:block">
        <SessionSidebar currentId={currentId} />
      </aside>
      <main className="flex min-w-0 flex-1 flex-col">
        {route.kind === 'session' ? (
          <SessionConversation key={route.sessionId} sessionId={route.sessionId} seq={route.seq} menu={menu} />
        ) : (
          <Beginning isNew={route.kind === 'new'} menu={menu} />
        )}
      </main>
    </>
  );
}

/** Whoever moves or presses something will have a conversation in a moment. Answers how to stop waiting for them. */
function loadOnceSomebodyIsHere(): () => void {
  const left = new AbortController();
  const load = (event: Event): void => {
    // A browser makes such an event of its own when something moves under a pointer that rests.
    if (event instanceof PointerEvent && event.type === 'pointermove' && event.movementX === 0 && event.movementY === 0)
      return;
    left.abort();
    // Asked for again by whoever shows it, who says so if it cannot be had.
    loadTranscript().catch(() => undefined);
    loadCallParts();
  };
  for (const sign of ['pointermove', 'pointerdown', 'keydown']) addEventListener(sign, load, { signal: left.signal });
  return () => left.abort();
}

type BeginningProps = { isNew: boolean; menu: React.ReactNode };

/**
 * A new conversation where the address asks for one or there is no session yet; else the newest session, once the list is known.
 * The field that somebody begins to write in stays the same one when the address says later that it is new.
 */
function Beginning({ isNew, menu }: BeginningProps) {
  const { sessions } = useGateway();
  const { list, loaded } = useObservable(sessions);
  useEffect(() => {
    // While the list of sessions is on its way; whoever shows it says if it cannot be had.
    loadStartPage().catch(() => undefined);
  }, []);
  const newestId = list.sessions.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))[0]?.id;
  useEffect(() => {
    if (!isNew && loaded && newestId !== undefined) goTo(sessionPath(newestId), { replace: true });
  }, [isNew, loaded, newestId]);
  return isNew || (loaded && newestId === undefined) ? <NewConversation menu={menu} /> : null;
}

/** The sidebar on a narrow screen: behind a button. */
function SidebarDrawer({ currentId }: { currentId: string | undefined }) {
  const t = useTranslations('sidebar');
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <IconButton label={t('open')} className="rail:hidden">
          <PanelLeft aria-hidden className="size-4" />
        </IconButton>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 w-72 max-w-[85vw] border-r border-line shadow-lg outline-none"
        >
          <Dialog.Title className="sr-only">{t('label')}</Dialog.Title>
          <SessionSidebar currentId={currentId} onChosen={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
