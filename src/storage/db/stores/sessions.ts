import type { Scope } from '../../../domain/records.ts';
import type { SessionStore } from '../../../domain/session/ports.ts';
import { portableText } from '../columns.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { only } from '../rows.ts';
import { compiled, given, inserter, patcher, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, desc, eq, gte, inArray, isNull, or, sql } = orm;

export function sessionStore(db: Db, { sessions }: Tables): SessionStore {
  const inScope = (scope: Scope) =>
    and(eq(sessions.tenantId, scope.tenantId), eq(sessions.workspaceId, scope.workspaceId));
  const one = and(
    same(sessions.tenantId, 'tenantId'),
    same(sessions.workspaceId, 'workspaceId'),
    same(sessions.id, 'sessionId'),
  );
  const insert = inserter(db, sessions);
  const get = compiled(() => db.select().from(sessions).where(one));
  const update = patcher(sessions, (set) => db.update(sessions).set(set).where(one).returning());
  const lock = compiled(() =>
    db
      .update(sessions)
      .set({ activeRunId: given(sessions.activeRunId, 'runId') })
      .where(and(one, isNull(sessions.activeRunId)))
      .returning({ id: sessions.id }),
  );

  return {
    insert,
    get: async (scope, sessionId) => (await get({ ...scopeOf(scope), sessionId }))[0],
    getByKey: async (scope, sessionKey) =>
      (
        await db
          .select()
          .from(sessions)
          .where(and(inScope(scope), eq(sessions.sessionKey, sessionKey)))
      )[0],
    update: async (scope, sessionId, patch) => only(await update(patch, { ...scopeOf(scope), sessionId }), 'session'),
    lock: async (scope, sessionId, runId) => (await lock({ ...scopeOf(scope), sessionId, runId })).length === 1,
    list: (scope, filter, page) => {
      const pattern = filter.query ? `%${escapeLike(portableText(filter.query).toLowerCase())}%` : undefined;
      return db
        .select()
        .from(sessions)
        .where(
          and(
            inScope(scope),
            eq(sessions.archived, filter.archived),
            filter.status ? inArray(sessions.status, [...filter.status]) : undefined,
            pattern
              ? or(
                  sql`lower(${sessions.title}) like ${pattern} escape '\\'`,
                  sql`lower(${sessions.preview}) like ${pattern} escape '\\'`,
                )
              : undefined,
            page.before
              ? sql`(${sessions.updatedAt}, ${sessions.id}) < (${page.before.updatedAt}, ${sql.param(page.before.id, sessions.id)})`
              : undefined,
          ),
        )
        .orderBy(desc(sessions.updatedAt), desc(sessions.id))
        .limit(page.limit);
    },
    changedSince: (tenantId, since) =>
      db
        .select()
        .from(sessions)
        .where(and(eq(sessions.tenantId, tenantId), gte(sessions.updatedAt, since))),
  };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (c) => `\\${c}`);
}
