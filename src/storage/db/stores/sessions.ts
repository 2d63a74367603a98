import { and, desc, eq, gte, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Scope } from '../../../domain/records.ts';
import type { SessionStore } from '../../../domain/session/ports.ts';
import type { Db } from '../database.ts';
import { only } from '../rows.ts';
import type { Tables } from '../tables.ts';

export function sessionStore(db: Db, { sessions }: Tables): SessionStore {
  const inScope = (scope: Scope) =>
    and(eq(sessions.tenantId, scope.tenantId), eq(sessions.workspaceId, scope.workspaceId));
  const one = (scope: Scope, id: string) => and(inScope(scope), eq(sessions.id, id));

  return {
    insert: async (session) => {
      await db.insert(sessions).values(session);
    },
    get: async (scope, id) => (await db.select().from(sessions).where(one(scope, id)).limit(1))[0],
    getByKey: async (scope, sessionKey) =>
      (
        await db
          .select()
          .from(sessions)
          .where(and(inScope(scope), eq(sessions.sessionKey, sessionKey)))
          .limit(1)
      )[0],
    update: async (scope, id, patch) =>
      only(await db.update(sessions).set(patch).where(one(scope, id)).returning(), 'session'),
    lock: async (scope, id, runId) => {
      const taken = await db
        .update(sessions)
        .set({ activeRunId: runId })
        .where(and(one(scope, id), isNull(sessions.activeRunId)))
        .returning({ id: sessions.id });
      return taken.length === 1;
    },
    list: (scope, filter, page) => {
      const pattern = filter.query ? `%${escapeLike(filter.query.toLowerCase())}%` : undefined;
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
              ? sql`(${sessions.updatedAt}, ${sessions.id}) < (${page.before.updatedAt}, ${page.before.id})`
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
