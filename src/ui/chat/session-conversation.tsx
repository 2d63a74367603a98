'use client';

import { useCallback, useEffect, useState } from 'react';
import { toCallFailure } from '../../client/call-failure.ts';
import { activeRun } from '../../client/fold/transcript.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { hasArrived, notYetShown } from '../outbox.ts';
import { Button } from '../primitives/button.tsx';
import type { ResolveApproval } from './approval-card.tsx';
import { Working } from './assistant-message.tsx';
import { ChatHeader } from './chat-header.tsx';
import { Composer } from './composer.tsx';
import { ConversationFrame } from './conversation-frame.tsx';
import { EmptyConversation } from './empty-conversation.tsx';
import { LiveAnnouncer } from './live-announcer.tsx';
import { isDemo } from './model-name.ts';
import { TranscriptView } from './transcript-view.tsx';
import { goTo, NEW_PATH, sessionPath } from './use-route.ts';
import { useSession } from './use-session.ts';
import { OutgoingMessage, QueuedMessage } from './user-message.tsx';

type Props = {
  sessionId: string;
  /** The event to open it at, instead of its end. */
  seq?: number | undefined;
  menu: React.ReactNode;
};

/** One session: its transcript, live, and everything a person can do to it. */
export function SessionConversation({ sessionId, seq, menu }: Props) {
  const t = useTranslations('conversation');
  const errorText = useErrorText();
  const { client, outbox, sessions } = useGateway();
  const { status, transcript, older, error, reload, readOlder } = useSession(sessionId, seq);
  const entries = useObservable(outbox);
  const [stoppingRunId, setStoppingRunId] = useState<string>();
  const run = activeRun(transcript);
  const { session } = transcript;

  const outgoing = notYetShown(entries, transcript);
  useEffect(() => {
    for (const entry of entries) {
      if (entry.sessionId === sessionId && hasArrived(entry, transcript)) outbox.discard(entry.key);
    }
  }, [entries, outbox, sessionId, transcript]);
  useEffect(() => {
    if (session) sessions.offer(session);
  }, [session, sessions]);

  const send = (text: string): void => void outbox.send({ sessionId, text, afterSeq: transcript.seq });
  const abort = useCallback(
    async (runId: string) => {
      setStoppingRunId(runId);
      // The event says how it ended, whoever stopped it; a refusal leaves the button for another try.
      await client.mutate('agent.abort', { runId }).catch(() => setStoppingRunId(undefined));
    },
    [client],
  );
  const onResolve = useCallback<ResolveApproval>(
    async (approvalId, answer) => {
      const { decision } = answer;
      const more = decision === 'approve' ? { scope: answer.scope } : answer.comment ? { comment: answer.comment } : {};
      try {
        await client.mutate('approval.resolve', { approvalId, decision, ...more });
        return undefined;
      } catch (failure) {
        return toCallFailure(failure).refusal ?? 'unreachable';
      }
    },
    [client],
  );
  const onContinue = useCallback(
    // The event that follows marks the place; a refusal means that somebody else was first, and that event is on its way.
    async (runId: string) => void (await client.mutate('agent.continue', { runId }).catch(() => undefined)),
    [client],
  );

  const newest = transcript.items.at(-1);
  const silent = run !== undefined && run.status !== 'waiting_approval' && newest?.kind !== 'assistant';
  const toolRuns = newest?.kind === 'tool' && (newest.status === 'running' || newest.status === 'pending');
  const empty = status === 'ready' && transcript.items.length === 0 && outgoing.length === 0;
  const model = run?.model ?? transcript.runs.at(-1)?.model ?? session?.model;

  return (
    <>
      <ChatHeader session={session} model={model} menu={menu} />
      <ConversationFrame
        conversationKey={`${sessionId}:${status === 'loading' ? 'loading' : 'shown'}`}
        said={transcript.items}
        onLatest={() => {
          if (seq !== undefined) goTo(sessionPath(sessionId), { replace: true });
        }}
        footer={
          <Composer
            draftKey={sessionId}
            busy={run !== undefined}
            stopping={run !== undefined && run.runId === stoppingRunId}
            onSend={send}
            onStop={() => run && void abort(run.runId)}
          />
        }
      >
        {status === 'loading' && outgoing.length === 0 ? <Waiting text={t('loading')} /> : null}
        {status === 'missing' ? (
          <Trouble text={t('missing')} action={t('missingAction')} onAction={() => goTo(NEW_PATH)} />
        ) : null}
        {status === 'failed' ? (
          <Trouble text={`${t('failed')} ${error ? errorText(error) : ''}`} action={t('reload')} onAction={reload} />
        ) : null}
        {empty ? <EmptyConversation demo={isDemo(model)} onSend={send} /> : null}
        <TranscriptView
          transcript={transcript}
          older={older}
          onReadOlder={readOlder}
          seq={status === 'ready' ? seq : undefined}
          onResolve={onResolve}
          onContinue={onContinue}
        />
        {silent && !toolRuns ? <Working /> : null}
        {transcript.queued.map((message) => (
          <QueuedMessage key={message.key} text={message.text} onCancel={() => void abort(message.runId)} />
        ))}
        {outgoing.map((entry) => (
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
      <LiveAnnouncer transcript={transcript} ready={status === 'ready'} />
    </>
  );
}

function Waiting({ text }: { text: string }) {
  return <p className="m-auto text-sm text-ink-soft">{text}</p>;
}

type TroubleProps = { text: string; action: string; onAction: () => void };

function Trouble({ text, action, onAction }: TroubleProps) {
  return (
    <div role="alert" className="m-auto space-y-3 text-center">
      <p>{text}</p>
      <Button onClick={onAction}>{action}</Button>
    </div>
  );
}
