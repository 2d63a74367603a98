'use client';

import { useEffect, useRef, useState } from 'react';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { ChatHeader } from './chat-header.tsx';
import { Composer } from './composer.tsx';
import { ConversationFrame } from './conversation-frame.tsx';
import { EmptyConversation } from './empty-conversation.tsx';
import { isDemo } from './model-name.ts';
import { goTo, sessionPath } from './use-route.ts';
import { OutgoingMessage } from './user-message.tsx';

/** A conversation that has no session yet: its first message opens one. */
export function NewConversation({ menu }: { menu: React.ReactNode }) {
  const { outbox } = useGateway();
  const entries = useObservable(outbox);
  const model = useDefaultModel();
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

/**
 * The model that will probably answer, so that a demo says that it is one before it does: the one that the policy names, or,
 * where the policy leaves it to the gateway, the one that answered last.
 */
function useDefaultModel(): string | undefined {
  const { client } = useGateway();
  const [model, setModel] = useState<string>();
  useEffect(() => {
    const left = new AbortController();
    const ask = async (): Promise<void> => {
      const [policy, last] = await Promise.all([
        client.query('policy.get', {}, left.signal),
        client.query('runs.list', { limit: 1 }, left.signal),
      ]);
      const { primary } = policy.modelPolicy;
      if (!left.signal.aborted) setModel(primary.includes('/') ? primary : last.items[0]?.model);
    };
    // Only a label hangs on it: whatever is wrong shows where it matters.
    ask().catch(() => undefined);
    return () => left.abort();
  }, [client]);
  return model;
}
