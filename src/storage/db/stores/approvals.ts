import type { SQL } from 'drizzle-orm';
import type { ApprovalStore } from '../../../domain/approval/ports.ts';
import type { Scope } from '../../../domain/records.ts';
import type { ApprovalStatus } from '../../../protocol/entities.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, fixed, inserter, ONE, patcher, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';
import { notOfDeletedSession } from './of-deleted-session.ts';

const { and, asc, desc, eq, inArray, sql } = orm;

export function approvalStore(db: Db, { approvals, sessions }: Tables): ApprovalStore {
  const inScope = (scope: Scope) =>
    and(eq(approvals.tenantId, scope.tenantId), eq(approvals.workspaceId, scope.workspaceId));
  const here = and(same(approvals.tenantId, 'tenantId'), same(approvals.workspaceId, 'workspaceId'));
  const one = and(here, same(approvals.approvalId, 'approvalId'));
  const pending = (owner: SQL) =>
    compiled(() =>
      db
        .select()
        .from(approvals)
        .where(and(here, owner, fixed(approvals.status, 'pending')))
        .orderBy(asc(approvals.requestedAt), asc(approvals.approvalId)),
    );
  const pendingOfRun = pending(same(approvals.runId, 'runId'));
  const pendingOfSession = pending(same(approvals.sessionId, 'sessionId'));
  const insert = inserter(db, approvals);
  const get = compiled(() => db.select().from(approvals).where(one));
  const decide = patcher(approvals, (set) =>
    db
      .update(approvals)
      .set(set)
      .where(and(one, fixed(approvals.status, 'pending')))
      .returning({ id: approvals.approvalId }),
  );
  const matching = (scope: Scope, filter: { sessionId?: string; status: readonly ApprovalStatus[] }) =>
    and(
      inScope(scope),
      notOfDeletedSession(db, { sessions }, approvals),
      inArray(approvals.status, [...filter.status]),
      filter.sessionId ? eq(approvals.sessionId, filter.sessionId) : undefined,
    );

  return {
    insert,
    get: async (scope, approvalId) => (await get({ ...scopeOf(scope), approvalId }))[0],
    decide: async (scope, approvalId, patch) => (await decide(patch, { ...scopeOf(scope), approvalId })).length === 1,
    pendingOfRun: (scope, runId) => pendingOfRun({ ...scopeOf(scope), runId }),
    pendingOfSession: (scope, sessionId) => pendingOfSession({ ...scopeOf(scope), sessionId }),
    grant: async (scope, sessionId, digest) =>
      (
        await db
          .select()
          .from(approvals)
          .where(
            and(
              inScope(scope),
              eq(approvals.sessionId, sessionId),
              eq(approvals.digest, digest),
              eq(approvals.status, 'approved'),
              eq(approvals.grantScope, 'session'),
            ),
          )
          .limit(ONE)
      )[0],
    nextToExpire: (tenantId, limit) =>
      db
        .select()
        .from(approvals)
        .where(and(eq(approvals.tenantId, tenantId), eq(approvals.status, 'pending')))
        .orderBy(asc(approvals.expiresAt))
        .limit(limit),
    count: (scope, filter) => db.$count(approvals, matching(scope, filter)),
    list: (scope, filter, page) =>
      db
        .select()
        .from(approvals)
        .where(
          and(
            matching(scope, filter),
            page.before
              ? sql`(${approvals.requestedAt}, ${approvals.approvalId}) < (${page.before.requestedAt}, ${sql.param(page.before.id, approvals.approvalId)})`
              : undefined,
          ),
        )
        .orderBy(desc(approvals.requestedAt), desc(approvals.approvalId))
        .limit(page.limit),
  };
}
