import type { IdempotencyStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, inserter, same } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, eq, lt } = orm;

export function idempotencyStore(db: Db, { idempotency }: Tables): IdempotencyStore {
  const insert = inserter(db, idempotency);
  const find = compiled(() =>
    db
      .select()
      .from(idempotency)
      .where(
        and(
          same(idempotency.tenantId, 'tenantId'),
          same(idempotency.actorId, 'actorId'),
          same(idempotency.method, 'method'),
          same(idempotency.key, 'key'),
        ),
      ),
  );

  return {
    find: async (tenantId, actorId, method, key) => (await find({ tenantId, actorId, method, key }))[0],
    insert,
    deleteBefore: async (tenantId, createdAt) => {
      await db.delete(idempotency).where(and(eq(idempotency.tenantId, tenantId), lt(idempotency.createdAt, createdAt)));
    },
  };
}
