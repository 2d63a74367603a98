import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Scope } from '../../../domain/records.ts';
import type { SessionStore } from '../../../domain/session/ports.ts';
import type { SessionStatus } from '../../../protocol/entities.ts';
import { portableText } from '../columns.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { only } from '../rows.ts';
import { compiled, given, inserter, patcher, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, or, sql } = orm;

type OfSession = PgTable & Record<'tenantId' | 'workspaceId' | 'sessionId', PgColumn>;

export function sessionStore(db: Db, { sessions, events, messages, toolRuns, approvals, runs }: Tables): SessionStore {
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

  const beingPurged = (scope: Scope, sessionId: string) =>
    and(inScope(scope), eq(sessions.id, sessionId), isNotNull(sessions.purgedAt));
  /** The tables with rows of a session, and what tells one of them from another. */
  const OF_A_SESSION: readonly { table: OfSession; id: PgColumn }[] = [
    { table: events, id: events.seq },
    { table: messages, id: messages.messageId },
    { table: toolRuns, id: toolRuns.toolCallId },
    { table: approvals, id: approvals.approvalId },
    { table: runs, id: runs.runId },
  ];

  /** The part of a filter that every list of sessions has. */
  const like = (filter: { query?: string; status?: readonly SessionStatus[] }) => {
    const pattern = filter.query ? `%${escapeLike(portableText(filter.query).toLowerCase())}%` : undefined;
    return and(
      filter.status ? inArray(sessions.status, [...filter.status]) : undefined,
      pattern
        ? or(
            sql`lower(${sessions.title}) like ${pattern} escape '\\'`,
            sql`lower(${sessions.preview}) like ${pattern} escape '\\'`,
          )
        : undefined,
    );
  };

  return {
    insert,
    get: async (scope, sessionId) => (await get({ ...scopeOf(scope), sessionId }))[0],
    getByKey: async (scope, sessionKey) =>
      (
        await db
          .select()
          .from(sessions)
          .where(and(inScope(scope), eq(sessions.sessionKey, sessionKey), isNull(sessions.deletedAt)))
      )[0],
    update: async (scope, sessionId, patch) => only(await update(patch, { ...scopeOf(scope), sessionId }), 'session'),
    lock: async (scope, sessionId, runId) => (await lock({ ...scopeOf(scope), sessionId, runId })).length === 1,
    list: (scope, filter, page) =>
      db
        .select()
        .from(sessions)
        .where(
          and(
            inScope(scope),
            isNull(sessions.deletedAt),
            eq(sessions.archived, filter.archived),
            like(filter),
            page.before
              ? sql`(${sessions.updatedAt}, ${sessions.id}) < (${page.before.updatedAt}, ${sql.param(page.before.id, sessions.id)})`
              : undefined,
          ),
        )
        .orderBy(desc(sessions.updatedAt), desc(sessions.id))
        .limit(page.limit),
    listDeleted: (scope, filter, page) =>
      db
        .select()
        .from(sessions)
        .where(
          and(
            inScope(scope),
            gt(sessions.deletedAt, filter.deletedAfter),
            isNull(sessions.purgedAt),
            like(filter),
            page.before
              ? sql`(${sessions.deletedAt}, ${sessions.id}) < (${page.before.deletedAt}, ${sql.param(page.before.id, sessions.id)})`
              : undefined,
          ),
        )
        .orderBy(desc(sessions.deletedAt), desc(sessions.id))
        .limit(page.limit),
    changedSince: (tenantId, since) =>
      db
        .select()
        .from(sessions)
        .where(
          and(eq(sessions.tenantId, tenantId), or(gte(sessions.updatedAt, since), gte(sessions.deletedAt, since))),
        ),
    nextToPurge: (tenantId, limit) =>
      db
        .select()
        .from(sessions)
        .where(and(eq(sessions.tenantId, tenantId), isNotNull(sessions.deletedAt)))
        .orderBy(asc(sessions.deletedAt), asc(sessions.id))
        .limit(limit),
    deleteRows: async (scope, sessionId, limit) => {
      const [purged] = await db.select({ id: sessions.id }).from(sessions).where(beingPurged(scope, sessionId));
      if (!purged) return 0;
      let removed = 0;
      for (const { table, id } of OF_A_SESSION) {
        const owned = and(
          eq(table.tenantId, scope.tenantId),
          eq(table.workspaceId, scope.workspaceId),
          eq(table.sessionId, sessionId),
        );
        const some = db.select({ id }).from(table).where(owned).limit(limit);
        removed += (
          await db
            .delete(table)
            .where(and(owned, inArray(id, some)))
            .returning({ id })
        ).length;
      }
      return removed;
    },
    delete: async (scope, sessionId) => {
      await db.delete(sessions).where(beingPurged(scope, sessionId));
    },
  };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (c) => `\\${c}`);
}
