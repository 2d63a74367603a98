import { and, eq, lt } from 'drizzle-orm';
import type { IdempotencyStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import type { Tables } from '../tables.ts';

export function idempotencyStore(db: Db, { idempotency }: Tables): IdempotencyStore {
  return {
    find: async (tenantId, actorId, method, key) =>
      (
        await db
          .select()
          .from(idempotency)
          .where(
            and(
              eq(idempotency.tenantId, tenantId),
              eq(idempotency.actorId, actorId),
              eq(idempotency.method, method),
              eq(idempotency.key, key),
            ),
          )
          .limit(1)
      )[0],
    insert: async (record) => {
      await db.insert(idempotency).values(record);
    },
    deleteBefore: async (tenantId, createdAt) => {
      await db.delete(idempotency).where(and(eq(idempotency.tenantId, tenantId), lt(idempotency.createdAt, createdAt)));
    },
  };
}
