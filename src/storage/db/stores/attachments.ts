import type { AttachmentStore } from '../../../domain/attachment/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { inserter } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, eq, inArray, lt, ne, notExists } = orm;

export function attachmentStore(db: Db, { attachments, attachmentUses }: Tables): AttachmentStore {
  const one = (scope: { tenantId: string; workspaceId: string }, attachmentId: string) =>
    and(
      eq(attachments.tenantId, scope.tenantId),
      eq(attachments.workspaceId, scope.workspaceId),
      eq(attachments.attachmentId, attachmentId),
    );
  const unfinished = eq(attachments.complete, false);
  return {
    insert: inserter(db, attachments),
    get: async (scope, attachmentId) => (await db.select().from(attachments).where(one(scope, attachmentId)))[0],
    advance: async (scope, attachmentId, from, { received, complete, sha256, parts, updatedAt }) => {
      const advanced = await db
        .update(attachments)
        .set({ received, complete, sha256, parts, updatedAt })
        .where(and(one(scope, attachmentId), unfinished, eq(attachments.received, from)))
        .returning({ id: attachments.attachmentId });
      return advanced.length === 1;
    },
    deleteStale: async (tenantId, time) => {
      await db
        .delete(attachments)
        .where(and(eq(attachments.tenantId, tenantId), unfinished, lt(attachments.updatedAt, time)));
    },
    noteUse: async ({ tenantId, workspaceId }, sessionId, attachmentIds) => {
      if (attachmentIds.length === 0) return;
      await db
        .insert(attachmentUses)
        .values(attachmentIds.map((attachmentId) => ({ tenantId, workspaceId, sessionId, attachmentId })))
        .onConflictDoNothing();
    },
    release: async ({ tenantId, workspaceId }, sessionId) => {
      const inScope = and(eq(attachments.tenantId, tenantId), eq(attachments.workspaceId, workspaceId));
      const own = and(eq(attachmentUses.tenantId, tenantId), eq(attachmentUses.sessionId, sessionId));
      const used = db.select({ id: attachmentUses.attachmentId }).from(attachmentUses).where(own);
      const usedElsewhere = db
        .select({ id: attachmentUses.attachmentId })
        .from(attachmentUses)
        .where(
          and(
            eq(attachmentUses.tenantId, tenantId),
            eq(attachmentUses.attachmentId, attachments.attachmentId),
            ne(attachmentUses.sessionId, sessionId),
          ),
        );
      const removed = await db
        .delete(attachments)
        .where(and(inScope, inArray(attachments.attachmentId, used), notExists(usedElsewhere)))
        .returning({ parts: attachments.parts });
      await db.delete(attachmentUses).where(and(own, eq(attachmentUses.workspaceId, workspaceId)));
      return removed.flatMap(({ parts }) => parts.map(({ key }) => key));
    },
    keysInUse: async (tenantId) => {
      const rows = await db
        .select({ parts: attachments.parts })
        .from(attachments)
        .where(eq(attachments.tenantId, tenantId));
      return rows.flatMap(({ parts }) => parts.map(({ key }) => key));
    },
  };
}
