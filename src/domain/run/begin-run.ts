import type { EventDraft, Transaction } from '../ports.ts';
import type { RunRecord, SessionRecord } from '../records.ts';
import { previewOf, sessionUpdated } from '../session/session-events.ts';
import { CONTINUE_REQUEST } from './model-port.ts';
import { agentOf, type RunDeps } from './run-deps.ts';
import { transition } from './run-state.ts';

/** How a run is announced. A queued run is announced twice: when it is queued and when its turn comes. */
export function acceptedEvent(run: RunRecord, status: 'accepted' | 'queued'): EventDraft {
  return {
    event: 'agent.accepted',
    sessionId: run.sessionId,
    runId: run.runId,
    traceId: run.traceId,
    payload: {
      runId: run.runId,
      messageId: run.inputMessageId,
      input: run.input,
      attachments: run.attachments?.map(({ attachmentId }) => attachmentId) ?? [],
      runtimeMode: run.runtimeMode,
      model: run.model,
      agentId: run.agentId,
      status,
      ...(run.continuesRunId === null ? {} : { continuesRunId: run.continuesRunId }),
    },
  };
}

/**
 * Gives a stored run its turn: takes the session lock, puts its message into the conversation, announces it, and wakes the
 * driver after the commit. Answers the seq of agent.accepted, or undefined when the session is busy (nothing has changed then).
 */
export async function beginRun(
  tx: Transaction,
  deps: RunDeps,
  { run, session }: { run: RunRecord; session: SessionRecord },
): Promise<number | undefined> {
  const { scope } = agentOf(run);
  if (!(await tx.sessions.lock(scope, session.id, run.runId))) return undefined;
  const now = deps.clock.now();
  const begun =
    run.status === 'queued'
      ? await tx.runs.update(scope, run.runId, {
          status: transition(run.status, 'accepted'),
          startedAt: now,
          runtimeMode: session.runtimeMode,
        })
      : run;
  const updated = await tx.sessions.update(scope, session.id, {
    status: 'running',
    updatedAt: now,
    ...(session.title === '' && run.input !== '' ? { title: titleOf(run.input) } : {}),
    ...(run.input === '' ? {} : { preview: previewOf(run.input) }),
  });
  const [accepted] = await tx.journal.append(scope, [
    acceptedEvent(begun, 'accepted'),
    sessionUpdated(updated, run.traceId),
  ]);
  const seq = accepted?.seq ?? 0;
  await tx.messages.insert([
    {
      ...scope,
      messageId: run.inputMessageId,
      sessionId: session.id,
      runId: run.runId,
      role: 'user',
      parts: [
        { type: 'text', text: run.input === '' ? CONTINUE_REQUEST : run.input },
        ...(run.attachments ?? []).map((ref) => ({ type: 'attachment' as const, ...ref })),
      ],
      seq,
      createdAt: now,
      call: null,
    },
  ]);
  tx.afterCommit(() => deps.wake({ scope, runId: run.runId }));
  return seq;
}

const TITLE_CHARS = 60;

/** What a session is called that was not named: how its first message begins. */
export function titleOf(input: string): string {
  const line = previewOf(input.trimStart().split('\n', 1)[0] ?? '');
  const characters = [...line];
  return characters.length <= TITLE_CHARS ? line : `${characters.slice(0, TITLE_CHARS - 1).join('')}…`;
}
