import { LIMITS } from '../../protocol/limits.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Clock, Stores } from '../ports.ts';
import type { Scope } from '../records.ts';
import { toSession } from './session-entity.ts';

type Deps = { read: Pick<Stores, 'sessions'>; clock: Pick<Clock, 'now'> };

/**
 * sessions.list. What is deleted is a list of its own: what sessions.restore would bring back now, whether it was archived or not.
 * @throws ProtocolError INVALID_REQUEST for a cursor that is not one of ours
 */
export async function listSessions(
  { read, clock }: Deps,
  scope: Scope,
  params: MethodParams<'sessions.list'>,
): Promise<MethodResult<'sessions.list'>> {
  const limit = params.limit + 1;
  if (params.deleted) {
    const deletedAfter = clock.now() - LIMITS.deletedSessionTtlMs;
    const before = decodeCursor(params.cursor, ({ at, id }) => ({ deletedAt: at, id }));
    const rows = await read.sessions.listDeleted(scope, { ...params, deletedAfter }, { limit, ...before });
    return pageOf(rows, params.limit, toSession, ({ id, deletedAt }) => ({ at: deletedAt ?? 0, id }));
  }
  const before = decodeCursor(params.cursor, ({ at, id }) => ({ updatedAt: at, id }));
  const rows = await read.sessions.list(scope, params, { limit, ...before });
  return pageOf(rows, params.limit, toSession, ({ id, updatedAt }) => ({ at: updatedAt, id }));
}
