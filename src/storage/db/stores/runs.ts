import type { Scope } from '../../../domain/records.ts';
import type { RunStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { only } from '../rows.ts';
import { compiled, fixed, inserter, patcher, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';
import { notOfDeletedSession } from './of-deleted-session.ts';

const { and, asc, desc, eq, inArray, sql } = orm;

export function runStore(db: Db, { runs, sessions }: Tables): RunStore {
  const inScope = (scope: Scope) => and(eq(runs.tenantId, scope.tenantId), eq(runs.workspaceId, scope.workspaceId));
  const here = and(same(runs.tenantId, 'tenantId'), same(runs.workspaceId, 'workspaceId'));
  const one = and(here, same(runs.runId, 'runId'));
  const insert = inserter(db, runs);
  const get = compiled(() => db.select().from(runs).where(one));
  const update = patcher(runs, (set) => db.update(runs).set(set).where(one).returning());
  const queued = compiled(() =>
    db
      .select()
      .from(runs)
      .where(and(here, same(runs.sessionId, 'sessionId'), fixed(runs.status, 'queued')))
      .orderBy(asc(runs.createdAt), asc(runs.runId)),
  );

  return {
    insert,
    get: async (scope, runId) => (await get({ ...scopeOf(scope), runId }))[0],
    update: async (scope, runId, patch) => only(await update(patch, { ...scopeOf(scope), runId }), 'run'),
    continuationOf: async (scope, runId) =>
      (
        await db
          .select()
          .from(runs)
          .where(and(inScope(scope), eq(runs.continuesRunId, runId)))
      )[0],
    queued: (scope, sessionId) => queued({ ...scopeOf(scope), sessionId }),
    unfinished: (tenantId) =>
      db
        .select()
        .from(runs)
        .where(
          and(eq(runs.tenantId, tenantId), inArray(runs.status, ['queued', 'accepted', 'running', 'waiting_approval'])),
        )
        .orderBy(asc(runs.createdAt), asc(runs.runId)),
    list: (scope, filter, page) =>
      db
        .select()
        .from(runs)
        .where(
          and(
            inScope(scope),
            notOfDeletedSession(db, { sessions }, runs),
            filter.sessionId ? eq(runs.sessionId, filter.sessionId) : undefined,
            filter.status ? inArray(runs.status, [...filter.status]) : undefined,
            page.before
              ? sql`(${runs.createdAt}, ${runs.runId}) < (${page.before.createdAt}, ${sql.param(page.before.id, runs.runId)})`
              : undefined,
          ),
        )
        .orderBy(desc(runs.createdAt), desc(runs.runId))
        .limit(page.limit),
  };
}
