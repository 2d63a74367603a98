import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Scope } from '../../../domain/records.ts';
import type { RunStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import { only } from '../rows.ts';
import type { Tables } from '../tables.ts';

export function runStore(db: Db, { runs }: Tables): RunStore {
  const inScope = (scope: Scope) => and(eq(runs.tenantId, scope.tenantId), eq(runs.workspaceId, scope.workspaceId));
  const one = (scope: Scope, runId: string) => and(inScope(scope), eq(runs.runId, runId));

  return {
    insert: async (run) => {
      await db.insert(runs).values(run);
    },
    get: async (scope, runId) => (await db.select().from(runs).where(one(scope, runId)).limit(1))[0],
    update: async (scope, runId, patch) =>
      only(await db.update(runs).set(patch).where(one(scope, runId)).returning(), 'run'),
    continuationOf: async (scope, runId) =>
      (
        await db
          .select()
          .from(runs)
          .where(and(inScope(scope), eq(runs.continuesRunId, runId)))
          .limit(1)
      )[0],
    queued: (scope, sessionId) =>
      db
        .select()
        .from(runs)
        .where(and(inScope(scope), eq(runs.sessionId, sessionId), eq(runs.status, 'queued')))
        .orderBy(asc(runs.createdAt), asc(runs.runId)),
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
            filter.sessionId ? eq(runs.sessionId, filter.sessionId) : undefined,
            filter.status ? inArray(runs.status, [...filter.status]) : undefined,
            page.before
              ? sql`(${runs.createdAt}, ${runs.runId}) < (${page.before.createdAt}, ${page.before.id})`
              : undefined,
          ),
        )
        .orderBy(desc(runs.createdAt), desc(runs.runId))
        .limit(page.limit),
  };
}
