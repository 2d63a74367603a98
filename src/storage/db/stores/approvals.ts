import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { ApprovalStore } from '../../../domain/approval/ports.ts';
import type { Scope } from '../../../domain/records.ts';
import type { ApprovalStatus } from '../../../protocol/entities.ts';
import type { Db } from '../database.ts';
import type { Tables } from '../tables.ts';

export function approvalStore(db: Db, { approvals }: Tables): ApprovalStore {
  const inScope = (scope: Scope) =>
    and(eq(approvals.tenantId, scope.tenantId), eq(approvals.workspaceId, scope.workspaceId));
  const one = (scope: Scope, approvalId: string) => and(inScope(scope), eq(approvals.approvalId, approvalId));
  const matching = (scope: Scope, filter: { sessionId?: string; status: readonly ApprovalStatus[] }) =>
    and(
      inScope(scope),
      inArray(approvals.status, [...filter.status]),
      filter.sessionId ? eq(approvals.sessionId, filter.sessionId) : undefined,
    );

  return {
    insert: async (approval) => {
      await db.insert(approvals).values(approval);
    },
    get: async (scope, approvalId) => (await db.select().from(approvals).where(one(scope, approvalId)).limit(1))[0],
    decide: async (scope, approvalId, patch) => {
      const decided = await db
        .update(approvals)
        .set(patch)
        .where(and(one(scope, approvalId), eq(approvals.status, 'pending')))
        .returning({ id: approvals.approvalId });
      return decided.length === 1;
    },
    pendingOfRun: (scope, runId) =>
      db
        .select()
        .from(approvals)
        .where(and(inScope(scope), eq(approvals.runId, runId), eq(approvals.status, 'pending')))
        .orderBy(asc(approvals.requestedAt), asc(approvals.approvalId)),
    pendingOfSession: (scope, sessionId) =>
      db
        .select()
        .from(approvals)
        .where(and(inScope(scope), eq(approvals.sessionId, sessionId), eq(approvals.status, 'pending')))
        .orderBy(asc(approvals.requestedAt), asc(approvals.approvalId)),
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
          .limit(1)
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
              ? sql`(${approvals.requestedAt}, ${approvals.approvalId}) < (${page.before.requestedAt}, ${page.before.id})`
              : undefined,
          ),
        )
        .orderBy(desc(approvals.requestedAt), desc(approvals.approvalId))
        .limit(page.limit),
  };
}
