import type { AttachmentStore } from '../../../domain/attachment/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { inserter } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, eq, lt } = orm;

export function attachmentStore(db: Db, { attachments }: Tables): AttachmentStore {
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
    keysInUse: async (tenantId) => {
      const rows = await db
        .select({ parts: attachments.parts })
        .from(attachments)
        .where(eq(attachments.tenantId, tenantId));
      return rows.flatMap(({ parts }) => parts.map(({ key }) => key));
    },
  };
}
