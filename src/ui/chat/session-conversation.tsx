'use client';

import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { activeRun } from '../../client/fold/transcript.ts';
import type { RuntimeMode } from '../../protocol/entities.ts';
import { useDocumentTitle } from '../document-title.ts';
import type { Draft } from '../drafts.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { orNotLoaded } from '../not-loaded.tsx';
import { hasArrived, notYetShown } from '../outbox.ts';
import { usePanels } from '../panels.tsx';
import { Button } from '../primitives/button.tsx';
import { useResolveApproval } from '../use-resolve-approval.ts';
import { loadCallParts } from './call-parts.ts';
import { ChatHeader } from './chat-header.tsx';
import { ChatPanels } from './chat-panels.tsx';
import { useCommands } from './commands/use-commands.ts';
import { useMethods } from './commands/use-methods.ts';
import { Composer } from './composer.tsx';
import { ConversationFrame } from './conversation-frame.tsx';
import { EmptyConversation } from './empty-conversation.tsx';
import type { ChatControls } from './header/chat-controls.ts';
import { LiveAnnouncer } from './live-announcer.tsx';
import { MessageActionsProvider } from './message-actions.tsx';
import { isDemo } from './model-name.ts';
import { useSeenMark } from './sidebar/use-seen.ts';
import { useExport } from './use-export.ts';
import { useMessageActionsOf } from './use-message-actions.ts';
import { useRefusalToast } from './use-refusal-toast.ts';
import { goTo, NEW_PATH, sessionPath } from './use-route.ts';
import { useSession } from './use-session.ts';
import { useSessionModel } from './use-session-model.ts';
import { useTakeBack } from './use-take-back.ts';
import { useUsage } from './use-usage.ts';
import { OutgoingMessage, QueuedMessage } from './user-message.tsx';
import { Working } from './working.tsx';

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
  const { client, drafts, outbox, sessions, uploads } = useGateway();
  const { status, transcript, older, error, reload, readOlder } = useSession(sessionId, seq);
  const entries = useObservable(outbox);
  const [stoppingRunId, setStoppingRunId] = useState<string>();
  const run = activeRun(transcript);
  const { session } = transcript;
  useSeenMark(sessionId, transcript.seq);
  useDocumentTitle(session?.title || undefined);

  const outgoing = notYetShown(entries, transcript);
  useEffect(() => {
    for (const entry of entries) {
      if (entry.sessionId === sessionId && hasArrived(entry, transcript)) outbox.discard(entry.key);
    }
  }, [entries, outbox, sessionId, transcript]);
  useEffect(() => {
    if (session) sessions.offer(session);
  }, [session, sessions]);

  const send = ({ text, attachments }: Draft): void =>
    void outbox.send({
      sessionId,
      text,
      attachments: attachments.map((each) => each.attachmentId),
      afterSeq: transcript.seq,
    });
  const abort = useCallback(
    async (runId: string) => {
      setStoppingRunId(runId);
      // The event says how it ended, whoever stopped it; a refusal leaves the button for another try.
      await client.mutate('agent.abort', { runId }).catch(() => setStoppingRunId(undefined));
    },
    [client],
  );
  const onResolve = useResolveApproval();
  const onContinue = useCallback(
    // The event that follows marks the place; a refusal means that somebody else was first, and that event is on its way.
    async (runId: string) => void (await client.mutate('agent.continue', { runId }).catch(() => undefined)),
    [client],
  );

  const refused = useRefusalToast();
  const { open: panel, show } = usePanels();
  // What is done once another model was chosen; choosing none leaves everything as it is.
  const onceChosen = useRef<() => void>(undefined);
  useEffect(() => {
    if (panel !== 'models') onceChosen.current = undefined;
  }, [panel]);
  const chooseThen = useCallback(
    (next: () => void) => {
      onceChosen.current = next;
      show('models');
    },
    [show],
  );
  const onOtherModel = useCallback(
    (runId: string) => chooseThen(() => void onContinue(runId)),
    [chooseThen, onContinue],
  );
  const onModel = (chosen: string | null): void => {
    const next = onceChosen.current;
    client.mutate('sessions.update', { sessionId, model: chosen }).then(() => next?.(), refused);
  };
  const onMode = (runtimeMode: RuntimeMode): void =>
    void client.mutate('runtime.setMode', { sessionId, runtimeMode }).catch(refused);
  const onStop = (): void => {
    if (run) void abort(run.runId);
  };

  const sessionModel = useSessionModel();
  const model = session?.model ?? sessionModel ?? run?.model;
  const exportAs = useExport();
  const canExport = useMethods().includes('sessions.export') && transcript.seq > 0;
  const controls: ChatControls = {
    model,
    namesModel: session?.model !== undefined,
    onModel,
    mode: session?.runtimeMode ?? 'local',
    pendingMode: session?.pendingRuntimeMode,
    onMode,
    folder: session?.folder,
    busy: run !== undefined,
    ...useUsage(transcript),
    onExport: canExport ? (format) => exportAs(sessionId, format) : undefined,
  };
  const { commands, give } = useCommands({ sessionId, controls, onStop });
  const actions = useMessageActionsOf(transcript);
  const takeBack = useTakeBack(sessionId);

  const asks = run?.status === 'waiting_approval';
  // A page that is opened with a question gets it together with the transcript.
  useEffect(() => {
    if (asks) loadCallParts();
  }, [asks]);
  const newest = transcript.items.at(-1);
  const silent = run !== undefined && !asks && newest?.kind !== 'assistant';
  const toolRuns = newest?.kind === 'tool' && (newest.status === 'running' || newest.status === 'pending');
  const empty = status === 'ready' && transcript.items.length === 0 && outgoing.length === 0;

  return (
    <>
      <ChatHeader session={session} controls={controls} menu={menu} />
      <ConversationFrame
        conversationKey={`${sessionId}:${status === 'loading' ? 'loading' : 'shown'}`}
        said={transcript.items}
        onLatest={() => {
          if (seq !== undefined) goTo(sessionPath(sessionId), { replace: true });
        }}
        footer={
          <Composer
            drafts={drafts}
            uploads={uploads}
            draftKey={sessionId}
            commands={commands}
            busy={run !== undefined}
            stopping={run !== undefined && run.runId === stoppingRunId}
            onSend={send}
            onCommand={give}
            onStop={onStop}
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
        {empty ? <EmptyConversation demo={isDemo(model)} onSend={(text) => send({ text, attachments: [] })} /> : null}
        <MessageActionsProvider value={actions}>
          <Suspense>
            <TranscriptView
              transcript={transcript}
              older={older}
              onReadOlder={readOlder}
              seq={status === 'ready' ? seq : undefined}
              onResolve={onResolve}
              onContinue={onContinue}
              onOtherModel={onOtherModel}
            />
          </Suspense>
        </MessageActionsProvider>
        {silent && !toolRuns ? <Working /> : null}
        {transcript.queued.map((message) => (
          <QueuedMessage
            key={message.key}
            message={message}
            onCancel={() => void abort(message.runId)}
            onTakeBack={() => void takeBack(message)}
          />
        ))}
        {outgoing.map((entry) => (
          <OutgoingMessage
            key={entry.key}
            entry={entry}
            onRetry={() => void outbox.retry(entry.key)}
            onDiscard={() => outbox.discard(entry.key)}
            onOtherModel={() => chooseThen(() => void outbox.retry(entry.key))}
          />
        ))}
      </ConversationFrame>
      <ChatPanels controls={controls} commands={commands} />
      <LiveAnnouncer transcript={transcript} ready={status === 'ready'} />
    </>
  );
}

/** Messages, Markdown and tool cards: most of what the chat is made of, and nothing of it is needed to write the first message. */
export const loadTranscript = () => import('./transcript-view.tsx');
const TranscriptView = lazy(async () => ({
  default: await orNotLoaded(loadTranscript().then((part) => part.TranscriptView)),
}));

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
