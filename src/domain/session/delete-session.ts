/**
 * Deleting a session, and taking that back. A deleted session keeps all its rows until it is purged (purge-sessions.ts); only
 * requireSession and the lists pass it over. Source: docs/decisions/0016.
 */
import type { Session } from '../../protocol/entities.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { MethodParams } from '../../protocol/methods.ts';
import { formatSessionKey } from '../../protocol/session-key.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Transaction } from '../ports.ts';
import type { Caller, SessionRecord } from '../records.ts';
import type { RunDeps } from '../run/run-deps.ts';
import { toSession } from './session-entity.ts';
import { sessionUpdated } from './session-events.ts';
import { busy, noSuchSession, requireSession } from './session-service.ts';

type Deps = Pick<RunDeps, 'clock' | 'ids'>;

/**
 * sessions.delete. Nothing is stopped by the way: what runs, or waits to run, is stopped by whoever wants it stopped.
 * @throws ProtocolError NOT_FOUND, SESSION_BUSY while a run is active or queued, with all of them
 */
export async function deleteSession(
  tx: Transaction,
  deps: Deps,
  caller: Caller,
  params: MethodParams<'sessions.delete'>,
): Promise<Session> {
  const { scope } = caller;
  const before = await requireSession(tx, scope, params.sessionId);
  const queued = (await tx.runs.queued(scope, before.id)).map(({ runId }) => runId);
  const active = before.activeRunId;
  const first = active ?? queued[0];
  if (first !== undefined) throw busy(first, active === null ? queued : [...queued, active]);
  const session = await tx.sessions.update(scope, before.id, { deletedAt: deps.clock.now() });
  return told(tx, deps, caller, { session, action: 'session.delete', kind: 'deleted' });
}

/**
 * sessions.restore. Its place in the list is the one it had.
 * @throws ProtocolError NOT_FOUND, also when its time is over, whether it is purged already or not
 */
export async function restoreSession(
  tx: Transaction,
  deps: Deps,
  caller: Caller,
  params: MethodParams<'sessions.restore'>,
): Promise<Session> {
  const { scope } = caller;
  const before = await tx.sessions.get(scope, params.sessionId);
  if (!before) throw noSuchSession();
  if (before.deletedAt === null) return toSession(before);
  if (before.purgedAt !== null || isDue(before, deps.clock.now())) throw noSuchSession();
  const taken = await tx.sessions.getByKey(scope, before.sessionKey);
  const session = await tx.sessions.update(scope, before.id, {
    deletedAt: null,
    ...(taken ? { sessionKey: ownKey(before) } : {}),
  });
  return told(tx, deps, caller, { session, action: 'session.restore', kind: 'restored' });
}

/** Whether a session was deleted so long ago that it is to be purged. */
export function isDue({ deletedAt }: Pick<SessionRecord, 'deletedAt'>, now: number): boolean {
  return deletedAt !== null && deletedAt + LIMITS.deletedSessionTtlMs <= now;
}

/** A key that is no other session's: the thread is the session's own id. */
export function ownKey({ workspaceId, agentId, id }: Pick<SessionRecord, 'workspaceId' | 'agentId' | 'id'>): string {
  return formatSessionKey({ workspaceId, agentId, peer: { kind: 'main' }, threadId: id });
}

async function told(
  tx: Transaction,
  deps: Deps,
  caller: Caller,
  { session, action, kind }: { session: SessionRecord; action: string; kind: 'deleted' | 'restored' },
): Promise<Session> {
  await appendAudit(tx, deps, caller, {
    action,
    resource: session.id,
    outcome: 'allowed',
    detail: { lastSeq: session.lastSeq, sessionKey: session.sessionKey },
    sessionId: session.id,
  });
  await tx.journal.append(caller.scope, [sessionUpdated(session, caller.traceId, { kind })]);
  return toSession((await tx.sessions.get(caller.scope, session.id)) ?? session);
}
