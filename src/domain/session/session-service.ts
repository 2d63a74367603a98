/** What people do with sessions, besides running them. Each operation takes the transaction that it is part of. */
import type { Session } from '../../protocol/entities.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { chooseModel } from '../policy/choose-model.ts';
import { currentPolicy } from '../policy/policy-service.ts';
import type { Stores, Transaction } from '../ports.ts';
import type { Caller, Scope, SessionRecord } from '../records.ts';
import type { RunDeps } from '../run/run-deps.ts';
import { createSession, requireMode } from './open-session.ts';
import { toSession } from './session-entity.ts';
import { previewOf, sessionUpdated } from './session-events.ts';

/** @throws ProtocolError NOT_FOUND, also for a session that is deleted, or of another tenant or workspace */
export async function requireSession(
  stores: Pick<Stores, 'sessions'>,
  scope: Scope,
  sessionId: string,
): Promise<SessionRecord> {
  const session = await stores.sessions.get(scope, sessionId);
  if (!session || session.deletedAt !== null) throw noSuchSession();
  return session;
}

export function noSuchSession(): ProtocolError {
  return new ProtocolError('NOT_FOUND', 'There is no such session: check the sessionId.');
}

/** sessions.create. `folder` is already the real path. */
export async function openSession(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  params: MethodParams<'sessions.create'>,
): Promise<Session> {
  if (params.sessionKey !== undefined) {
    const known = await tx.sessions.getByKey(caller.scope, params.sessionKey);
    if (known) return toSession(known);
  }
  const session = await createSession(tx, deps, caller, params);
  await tx.journal.append(caller.scope, [sessionUpdated(session, caller.traceId)]);
  return toSession(await requireSession(tx, caller.scope, session.id));
}

/** sessions.update */
export async function updateSession(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  params: MethodParams<'sessions.update'>,
): Promise<Session> {
  const before = await requireSession(tx, caller.scope, params.sessionId);
  if ([params.title, params.pinned, params.archived, params.model].every((field) => field === undefined)) {
    throw new ProtocolError('INVALID_REQUEST', 'title: name at least one thing to change.');
  }
  const contextWindow =
    params.model === undefined
      ? before.contextWindow
      : chooseModel(await currentPolicy(tx, caller.scope), deps.models, params.model).contextWindow;
  const session = await tx.sessions.update(caller.scope, before.id, {
    ...(params.title === undefined ? {} : { title: previewOf(params.title) }),
    ...(params.pinned === undefined ? {} : { pinned: params.pinned }),
    ...(params.archived === undefined ? {} : { archived: params.archived }),
    ...(params.model === undefined ? {} : { model: params.model, contextWindow }),
    updatedAt: deps.clock.now(),
  });
  await appendAudit(tx, deps, caller, {
    action: 'session.update',
    resource: session.id,
    outcome: 'allowed',
    detail: { changed: Object.keys(params).filter((key) => !['sessionId', 'idempotencyKey'].includes(key)) },
    sessionId: session.id,
  });
  await tx.journal.append(caller.scope, [sessionUpdated(session, caller.traceId)]);
  return toSession(await requireSession(tx, caller.scope, session.id));
}

/** sessions.reset: a marker; the journal stays. @throws ProtocolError SESSION_BUSY while a run is active */
export async function resetSession(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  params: MethodParams<'sessions.reset'>,
): Promise<Session> {
  const before = await requireSession(tx, caller.scope, params.sessionId);
  if (before.activeRunId !== null) throw busy(before.activeRunId);
  const session = await tx.sessions.update(caller.scope, before.id, {
    resetSeq: before.lastSeq,
    contextTokens: 0,
    updatedAt: deps.clock.now(),
  });
  await appendAudit(tx, deps, caller, {
    action: 'session.reset',
    resource: session.id,
    outcome: 'allowed',
    detail: { resetSeq: before.lastSeq },
    sessionId: session.id,
  });
  await tx.journal.append(caller.scope, [sessionUpdated(session, caller.traceId, { kind: 'reset' })]);
  return toSession(await requireSession(tx, caller.scope, session.id));
}

/** `runIds`: all that would have to end first, in the order in which to stop them. */
export function busy(runId: string, runIds?: readonly string[]): ProtocolError {
  return new ProtocolError('SESSION_BUSY', undefined, { details: { runId, ...(runIds ? { runIds } : {}) } });
}

/** runtime.setMode: at once when the session is idle, else at the end of the turn. */
export async function setRuntimeMode(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  params: MethodParams<'runtime.setMode'>,
): Promise<MethodResult<'runtime.setMode'>> {
  const before = await requireSession(tx, caller.scope, params.sessionId);
  requireMode(deps, params.runtimeMode);
  const waits = before.activeRunId !== null;
  const wanted = params.runtimeMode;
  const answer = { sessionId: before.id, runtimeMode: wanted };
  const pending = waits && wanted !== before.runtimeMode ? wanted : null;
  if (wanted === before.runtimeMode && before.pendingRuntimeMode === null) {
    return { ...answer, effectiveAt: 'now', status: 'applied' };
  }
  const session = await tx.sessions.update(caller.scope, before.id, {
    pendingRuntimeMode: pending,
    ...(waits ? {} : { runtimeMode: wanted }),
    updatedAt: deps.clock.now(),
  });
  await appendAudit(tx, deps, caller, {
    action: 'runtime.setMode',
    resource: session.id,
    outcome: 'allowed',
    detail: { previous: before.runtimeMode, runtimeMode: wanted, effectiveAt: waits ? 'next_turn' : 'now' },
    sessionId: session.id,
  });
  await tx.journal.append(caller.scope, [
    ...(waits
      ? []
      : [
          {
            event: 'runtime.mode_changed' as const,
            sessionId: session.id,
            traceId: caller.traceId,
            payload: {
              sessionId: session.id,
              previous: before.runtimeMode,
              runtimeMode: wanted,
              effectiveAt: 'now' as const,
            },
          },
        ]),
    sessionUpdated(session, caller.traceId),
  ]);
  return pending === null
    ? { ...answer, effectiveAt: 'now', status: 'applied' }
    : { ...answer, effectiveAt: 'next_turn', status: 'queued-change' };
}
