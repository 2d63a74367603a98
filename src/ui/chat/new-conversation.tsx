'use client';

import { useEffect, useRef } from 'react';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { ChatHeader } from './chat-header.tsx';
import { Composer } from './composer.tsx';
import { ConversationFrame } from './conversation-frame.tsx';
import { EmptyConversation } from './empty-conversation.tsx';
import { isDemo } from './model-name.ts';
import { goTo, sessionPath } from './use-route.ts';
import { useSessionModel } from './use-session-model.ts';
import { OutgoingMessage } from './user-message.tsx';

/** A conversation that has no session yet: its first message opens one. */
export function NewConversation({ menu }: { menu: React.ReactNode }) {
  const { outbox } = useGateway();
  const entries = useObservable(outbox);
  const model = useSessionModel();
  const opening = entries.filter((entry) => entry.sessionId === undefined);

  // The message that was shown here now has a session, whichever try it was that arrived: go where it is.
  const shown = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const opened = entries.find((entry) => entry.sessionId !== undefined && shown.current.has(entry.key));
    if (opened?.sessionId !== undefined) return goTo(sessionPath(opened.sessionId), { replace: true });
    shown.current = new Set(opening.map((entry) => entry.key));
  });

  const send = (text: string): void => void outbox.send({ text, afterSeq: 0 });
  return (
    <>
      <ChatHeader session={null} model={model} menu={menu} />
      <ConversationFrame
        conversationKey="new"
        footer={<Composer draftKey="new" busy={false} stopping={false} onSend={send} onStop={() => {}} />}
      >
        {opening.length === 0 ? <EmptyConversation demo={isDemo(model)} onSend={send} /> : null}
        {opening.map((entry) => (
          <OutgoingMessage
            key={entry.key}
            text={entry.text}
            status={entry.status}
            error={entry.error}
            onRetry={() => void outbox.retry(entry.key)}
            onDiscard={() => outbox.discard(entry.key)}
          />
        ))}
      </ConversationFrame>
    </>
  );
}
