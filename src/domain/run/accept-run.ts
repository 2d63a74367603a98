import { ProtocolError } from '../../protocol/errors.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { attachmentRefs } from '../attachment/read-attachment.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { chooseModel } from '../policy/choose-model.ts';
import { currentPolicy } from '../policy/policy-service.ts';
import type { Transaction } from '../ports.ts';
import type { AttachmentRef, Caller, RunRecord, SessionRecord } from '../records.ts';
import { createSession, requireMode } from '../session/open-session.ts';
import { busy, requireSession } from '../session/session-service.ts';
import { acceptedEvent, beginRun } from './begin-run.ts';
import { requireRun } from './require-run.ts';
import type { RunDeps } from './run-deps.ts';

/**
 * agent.run: accepts a message, or queues it behind the run that is on. When this answers and the transaction commits, the run
 * is never lost. The trace of the caller becomes the trace of the run.
 * @throws ProtocolError SESSION_BUSY (with the busy runId), NOT_FOUND, INVALID_REQUEST, POLICY_DENIED, MODEL_UNAVAILABLE,
 *   SANDBOX_UNAVAILABLE
 */
export async function acceptRun(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  params: MethodParams<'agent.run'>,
): Promise<MethodResult<'agent.run'>> {
  const attachments = await attachmentRefs(tx, caller.scope, params.attachments);
  const session = await sessionFor(tx, deps, caller, params);
  const answer = await startRun(tx, deps, caller, {
    session,
    input: params.input,
    attachments,
    continuesRunId: null,
    queueWhenBusy: params.onBusy === 'queue',
  });
  return { ...answer, sessionId: session.id };
}

/** agent.continue: a new run that goes on with the conversation as it is. Once per run. */
export async function continueRun(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  { runId }: MethodParams<'agent.continue'>,
): Promise<MethodResult<'agent.continue'>> {
  const run = await requireRun(tx, caller.scope, runId);
  if (run.status !== 'failed' && run.status !== 'aborted') {
    throw new ProtocolError('INVALID_REQUEST', 'runId: only a failed or stopped run can be continued.');
  }
  if (run.startedAt === null) {
    throw new ProtocolError('INVALID_REQUEST', 'runId: this run never began, send its message again.');
  }
  const continuation = await tx.runs.continuationOf(caller.scope, runId);
  if (continuation) {
    throw new ProtocolError('INVALID_REQUEST', 'runId: this run was continued already.', {
      details: { continuedBy: continuation.runId },
    });
  }
  const session = await requireSession(tx, caller.scope, run.sessionId);
  const answer = await startRun(tx, deps, caller, {
    session,
    input: '',
    attachments: [],
    continuesRunId: runId,
    queueWhenBusy: false,
  });
  return { ...answer, continuesRunId: runId };
}

async function sessionFor(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  params: MethodParams<'agent.run'>,
): Promise<SessionRecord> {
  if (params.sessionId !== undefined && params.sessionKey !== undefined) {
    throw new ProtocolError('INVALID_REQUEST', 'sessionKey: name the session by sessionId or by sessionKey, not both.');
  }
  const known =
    params.sessionId !== undefined
      ? await requireSession(tx, caller.scope, params.sessionId)
      : params.sessionKey !== undefined
        ? await tx.sessions.getByKey(caller.scope, params.sessionKey)
        : undefined;
  if (!known) return createSession(tx, deps, caller, params);
  for (const field of ['runtimeMode', 'model'] as const) {
    if (params[field] !== undefined) {
      throw new ProtocolError('INVALID_REQUEST', `${field} goes only together with a new session: leave it out.`);
    }
  }
  if (params.agentId !== undefined && params.agentId !== known.agentId) {
    throw new ProtocolError('INVALID_REQUEST', 'agentId is not the agent of this session: leave it out.');
  }
  return known;
}

async function startRun(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  wanted: {
    session: SessionRecord;
    input: string;
    attachments: AttachmentRef[];
    continuesRunId: string | null;
    queueWhenBusy: boolean;
  },
): Promise<{ runId: string; status: 'accepted' | 'queued'; traceId: string; seq: number }> {
  const { session, input, attachments, continuesRunId } = wanted;
  requireMode(deps, session.runtimeMode);
  const { model } = chooseModel(await currentPolicy(tx, caller.scope), deps.models, session.model);
  const now = deps.clock.now();
  const run: RunRecord = {
    ...caller.scope,
    runId: deps.ids.next('run'),
    sessionId: session.id,
    traceId: caller.traceId,
    actorId: caller.actor.id,
    agentId: session.agentId,
    status: 'accepted',
    model,
    runtimeMode: session.runtimeMode,
    inputMessageId: deps.ids.next('msg'),
    input,
    attachments: attachments.length > 0 ? attachments : null,
    usage: { inputTokens: 0, outputTokens: 0 },
    steps: 0,
    firstTokenMs: null,
    continuesRunId,
    abortRequestedAt: null,
    createdAt: now,
    startedAt: now,
    endedAt: null,
    error: null,
  };
  const begun = await beginRun(tx, deps, { run, session });
  if (begun === undefined && !wanted.queueWhenBusy) {
    const { activeRunId } = await requireSession(tx, caller.scope, session.id);
    throw busy(activeRunId ?? '');
  }
  const status = begun === undefined ? 'queued' : 'accepted';
  const stored: RunRecord = status === 'queued' ? { ...run, status, startedAt: null } : run;
  await tx.runs.insert(stored);
  await tx.attachments.noteUse(
    caller.scope,
    session.id,
    attachments.map(({ attachmentId }) => attachmentId),
  );
  const seq = begun ?? (await tx.journal.append(caller.scope, [acceptedEvent(stored, 'queued')]))[0]?.seq ?? 0;
  await appendAudit(tx, deps, caller, {
    action: continuesRunId === null ? 'agent.run' : 'agent.continue',
    resource: run.runId,
    outcome: 'allowed',
    detail: { status, model, ...(continuesRunId === null ? {} : { continuesRunId }) },
    sessionId: session.id,
    runId: run.runId,
  });
  tx.afterCommit(() => deps.faultPoint('run.accepted'));
  return { runId: run.runId, status, traceId: caller.traceId, seq };
}
