'use client';

import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Draft } from '../drafts.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import type { NewSession } from '../outbox.ts';
import { usePanels } from '../panels.tsx';
import { ChatHeader } from './chat-header.tsx';
import { ChatPanels } from './chat-panels.tsx';
import { useCommands } from './commands/use-commands.ts';
import { Composer } from './composer.tsx';
import { ConversationFrame } from './conversation-frame.tsx';
import { EmptyConversation } from './empty-conversation.tsx';
import type { ChatControls } from './header/chat-controls.ts';
import { isDemo } from './model-name.ts';
import { goTo, sessionPath } from './use-route.ts';
import { useSessionModel } from './use-session-model.ts';
import { OutgoingMessage } from './user-message.tsx';

const DRAFT_KEY = 'new';

/** A conversation that has no session yet: its first message opens one, of the model and mode that were chosen here. */
export function NewConversation({ menu }: { menu: React.ReactNode }) {
  const { drafts, outbox, uploads } = useGateway();
  const entries = useObservable(outbox);
  const sessionModel = useSessionModel();
  const [opens, setOpens] = useState<NewSession>({});
  const { show } = usePanels();
  const opening = entries.filter((entry) => entry.sessionId === undefined);

  const ledTo = useRef<string>(undefined);
  const goToSession = (sessionId: string): void => {
    ledTo.current = sessionId;
    goTo(sessionPath(sessionId), { replace: true });
  };
  // Whoever wrote or attached something meanwhile finds it there. Not before this field is gone: the next letter is typed into it.
  useLayoutEffect(
    () => () => {
      if (ledTo.current === undefined) return;
      drafts.move(DRAFT_KEY, ledTo.current);
      uploads.move(DRAFT_KEY, ledTo.current);
    },
    [drafts, uploads],
  );

  // The message that was shown here now has a session, whichever try it was that arrived: go where it is.
  const shown = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const opened = entries.find((entry) => entry.sessionId !== undefined && shown.current.has(entry.key));
    if (opened?.sessionId !== undefined) return goToSession(opened.sessionId);
    shown.current = new Set(opening.map((entry) => entry.key));
  });

  // The answer may be here before the message was drawn once: then nobody has seen it here, and still it opened its session.
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const send = async ({ text, attachments }: Draft): Promise<void> => {
    const ids = attachments.map((each) => each.attachmentId);
    const sessionId = await outbox.send({ text, attachments: ids, opens, afterSeq: 0 });
    if (sessionId !== undefined && here.current) goToSession(sessionId);
  };
  const controls: ChatControls = {
    model: opens.model ?? sessionModel,
    namesModel: opens.model !== undefined,
    onModel: (model) => setOpens({ ...opens, model: model ?? undefined }),
    mode: opens.runtimeMode ?? 'local',
    onMode: (runtimeMode) => setOpens({ ...opens, runtimeMode }),
    busy: false,
  };
  const { commands, give } = useCommands({ controls });
  return (
    <>
      <ChatHeader session={null} controls={controls} menu={menu} />
      <ConversationFrame
        conversationKey="new"
        footer={
          <Composer
            drafts={drafts}
            uploads={uploads}
            draftKey={DRAFT_KEY}
            commands={commands}
            busy={false}
            stopping={false}
            onSend={(draft) => void send(draft)}
            onCommand={give}
            onStop={() => {}}
          />
        }
      >
        {opening.length === 0 ? (
          <EmptyConversation demo={isDemo(controls.model)} onSend={(text) => void send({ text, attachments: [] })} />
        ) : null}
        {opening.map((entry) => (
          <OutgoingMessage
            key={entry.key}
            entry={entry}
            onRetry={() => void outbox.retry(entry.key, opens)}
            onDiscard={() => outbox.discard(entry.key)}
            onOtherModel={() => show('models')}
          />
        ))}
      </ConversationFrame>
      <ChatPanels controls={controls} commands={commands} />
    </>
  );
}
