/**
 * The end of a run, whatever the reason, in one transaction: open approvals are superseded, open calls get their result, the
 * terminal event is the run's last, the session lock goes to the next queued run, and a mode change that waited takes effect.
 */
import type { Usage } from '../../protocol/entities.ts';
import { ProtocolError, type ProtocolErrorShape } from '../../protocol/errors.ts';
import type { SessionNotice } from '../../protocol/events.ts';
import { supersedeApproval } from '../approval/approval-service.ts';
import type { EventDraft, Transaction } from '../ports.ts';
import type { MessageRecord, ModelCallRecord, RunRecord, SessionRecord } from '../records.ts';
import { previewOf, sessionUpdated } from '../session/session-events.ts';
import { beginRun } from './begin-run.ts';
import { agentOf, type RunDeps } from './run-deps.ts';
import { isTerminal, transition } from './run-state.ts';
import { storeToolResult, unfinished } from './tool-results.ts';
import { addUsage } from './usage.ts';

export type RunEnd = {
  /** Shown to people beside the end, where it alone does not say enough. */
  notice?: SessionNotice | undefined;
} & (
  | {
      status: 'completed';
      messageId: string;
      text: string;
      reasoning: string;
      call: ModelCallRecord;
      contextTokens: number;
    }
  | {
      status: 'failed' | 'aborted';
      error: ProtocolErrorShape;
      /** What the unfinished step had streamed. */
      partial?: { messageId: string; text: string; reasoning: string; call: ModelCallRecord } | undefined;
      /** What the unfinished step is known to have used. */
      used?: Usage | undefined;
      /** How calls that had started are told: stopped by us, or nobody knows. */
      startedCalls: 'failed' | 'unknown';
    }
);

/**
 * Ends a run. A run that has ended already stays as it is. An abort that was asked for in time wins over any other end.
 * Answers the run as it now is.
 */
export async function finishRun(
  tx: Transaction,
  deps: RunDeps,
  asKnown: RunRecord,
  { streamed = [], ...end }: RunEnd & { streamed?: readonly EventDraft[] },
): Promise<RunRecord> {
  const { scope } = agentOf(asKnown);
  const run = await tx.runs.get(scope, asKnown.runId);
  if (!run || isTerminal(run.status)) return run ?? asKnown;
  const settled = run.abortRequestedAt === null ? end : asAborted(run, end);
  const open = settled.status === 'completed' || run.steps === 0 ? undefined : settled;
  if (open) {
    await tx.journal.append(scope, streamed);
    await closeCalls(tx, deps, run, open);
  }

  const usage = addUsage(run.usage, settled.status === 'completed' ? settled.call.usage : settled.used);
  const steps = settled.status === 'completed' ? settled.call.step : run.steps;
  const endedAt = deps.clock.now();
  const released = await releaseSession(tx, deps, run, { end: settled, costUsd: usage.costUsd ?? 0 });
  const before = open ? [] : streamed;
  const envelopes = await tx.journal.append(scope, [
    ...before,
    terminalEvent(run, settled, { usage, steps, endedAt }),
    ...released.drafts,
  ]);
  await storeAnswer(tx, run, settled, { seq: envelopes[before.length]?.seq ?? 0, createdAt: endedAt });
  const ended = await tx.runs.update(scope, run.runId, {
    status: transition(run.status, settled.status),
    endedAt,
    usage,
    steps,
    error: settled.status === 'completed' ? null : settled.error,
  });
  if (released.next) await beginRun(tx, deps, released.next);
  tx.afterCommit(() => deps.deltas.forget(run.runId));
  return ended;
}

export function abortedError(traceId: string): ProtocolErrorShape {
  return new ProtocolError('ABORTED').toShape(traceId);
}

function asAborted(run: RunRecord, end: RunEnd): RunEnd {
  const error = abortedError(run.traceId);
  if (end.status !== 'completed') return { ...end, status: 'aborted', error };
  const { messageId, text, reasoning, call } = end;
  const partial = { messageId, text, reasoning, call };
  return { status: 'aborted', error, partial, used: call.usage, startedCalls: 'failed' };
}

/** Open questions are taken back, and every open call gets a result: the conversation is whole whatever comes next. */
async function closeCalls(
  tx: Transaction,
  deps: RunDeps,
  run: RunRecord,
  end: Exclude<RunEnd, { status: 'completed' }>,
): Promise<void> {
  const scope = agentOf(run).scope;
  for (const approval of await tx.approvals.pendingOfRun(scope, run.runId)) await supersedeApproval(tx, deps, approval);
  for (const toolRun of (await tx.toolRuns.ofRun(scope, run.runId)).filter(unfinished)) {
    const lost = toolRun.status === 'running' && end.startedCalls === 'unknown';
    await storeToolResult(tx, deps, run, {
      toolRun,
      status: lost ? 'unknown' : 'failed',
      output: lost
        ? 'The outcome of this call is unknown: the gateway stopped while it ran. Check what it did before you repeat it.'
        : toolRun.status === 'running'
          ? 'The call was stopped.'
          : 'The call did not run: the run ended before.',
      error: lost ? new ProtocolError('RUN_INTERRUPTED').toShape(run.traceId) : end.error,
    });
  }
}

function terminalEvent(
  run: RunRecord,
  end: RunEnd,
  { usage, steps, endedAt }: { usage: Usage; steps: number; endedAt: number },
): EventDraft {
  const base = { sessionId: run.sessionId, runId: run.runId, traceId: run.traceId };
  if (end.status === 'completed') {
    return {
      ...base,
      event: 'agent.completed',
      payload: {
        runId: run.runId,
        status: 'completed',
        messageId: end.messageId,
        text: end.text,
        model: end.call.model,
        usage,
        steps,
        durationMs: Math.max(0, endedAt - (run.startedAt ?? run.createdAt)),
        firstTokenMs: run.firstTokenMs ?? end.call.firstTokenMs ?? 0,
      },
    };
  }
  return {
    ...base,
    event: 'agent.failed',
    payload: {
      runId: run.runId,
      status: end.status,
      error: end.error,
      ...(end.partial?.text ? { partialText: end.partial.text } : {}),
      // A queued run that never began has nothing to go on from.
      resumable: run.status !== 'queued',
    },
  };
}

async function storeAnswer(
  tx: Transaction,
  run: RunRecord,
  end: RunEnd,
  { seq, createdAt }: { seq: number; createdAt: number },
): Promise<void> {
  const answer = end.status === 'completed' ? end : end.partial;
  if (!answer || (answer.text === '' && answer.reasoning === '')) return;
  await tx.messages.insert([assistantMessage(run, { ...answer, calls: [], seq, createdAt })]);
}

/** An answer of the model as it is stored. */
export function assistantMessage(
  run: RunRecord,
  answer: {
    messageId: string;
    text: string;
    reasoning: string;
    calls: { toolCallId: string; toolName: string; args: Record<string, unknown> }[];
    call: ModelCallRecord;
    seq: number;
    createdAt: number;
  },
): MessageRecord {
  return {
    tenantId: run.tenantId,
    workspaceId: run.workspaceId,
    messageId: answer.messageId,
    sessionId: run.sessionId,
    runId: run.runId,
    role: 'assistant',
    parts: [
      ...(answer.reasoning === '' ? [] : [{ type: 'reasoning' as const, text: answer.reasoning }]),
      ...(answer.text === '' ? [] : [{ type: 'text' as const, text: answer.text }]),
      ...answer.calls.map((call) => ({ type: 'tool_call' as const, ...call })),
    ],
    seq: answer.seq,
    createdAt: answer.createdAt,
    call: answer.call,
  };
}

/** Lets go of the session lock. Answers the events that tell of it, and the queued run whose turn it is. */
async function releaseSession(
  tx: Transaction,
  deps: RunDeps,
  run: RunRecord,
  { end, costUsd }: { end: RunEnd; costUsd: number },
): Promise<{ drafts: EventDraft[]; next?: { run: RunRecord; session: SessionRecord } }> {
  const scope = agentOf(run).scope;
  const before = await tx.sessions.get(scope, run.sessionId);
  // A queued run that was taken back never held the lock.
  if (!before || before.activeRunId !== run.runId) return { drafts: [] };
  const [next] = await tx.runs.queued(scope, run.sessionId);
  const switched = before.pendingRuntimeMode;
  const text = end.status === 'completed' ? end.text : (end.partial?.text ?? '');
  const session = await tx.sessions.update(scope, run.sessionId, {
    activeRunId: null,
    status: 'idle',
    updatedAt: deps.clock.now(),
    costUsd: before.costUsd + costUsd,
    ...(text === '' ? {} : { preview: previewOf(text) }),
    ...(end.status === 'completed' ? { contextTokens: end.contextTokens } : {}),
    ...(switched === null ? {} : { runtimeMode: switched, pendingRuntimeMode: null }),
  });
  const modeChanged: EventDraft[] =
    switched === null
      ? []
      : [
          {
            event: 'runtime.mode_changed',
            sessionId: session.id,
            traceId: run.traceId,
            payload: {
              sessionId: session.id,
              previous: before.runtimeMode,
              runtimeMode: switched,
              effectiveAt: 'next_turn',
            },
          },
        ];
  // The next run says in what state the session is.
  if (next && !end.notice) return { drafts: modeChanged, next: { run: next, session } };
  const drafts = [...modeChanged, sessionUpdated(session, run.traceId, end.notice)];
  return next ? { drafts, next: { run: next, session } } : { drafts };
}
