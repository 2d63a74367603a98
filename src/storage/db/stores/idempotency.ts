import type { IdempotencyStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, inserter, patcher, same } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, eq, lt, sql } = orm;

export function idempotencyStore(db: Db, { idempotency }: Tables): IdempotencyStore {
  const insert = inserter(db, idempotency);
  const one = and(
    same(idempotency.tenantId, 'tenantId'),
    same(idempotency.actorId, 'actorId'),
    same(idempotency.method, 'method'),
    same(idempotency.key, 'key'),
  );
  const find = compiled(() => db.select().from(idempotency).where(one));
  // JSON is text in both dialects: an intent is told by how it begins.
  const undecided = sql`${idempotency.answer} like '{"intent":%'`;
  const settle = patcher(idempotency, (set) => db.update(idempotency).set(set).where(and(one, undecided)));

  return {
    find: async (tenantId, actorId, method, key) => (await find({ tenantId, actorId, method, key }))[0],
    insert,
    settle: async ({ tenantId, actorId, method, key, answer }) => {
      await settle({ answer }, { tenantId, actorId, method, key });
    },
    deleteBefore: async (tenantId, createdAt) => {
      await db.delete(idempotency).where(and(eq(idempotency.tenantId, tenantId), lt(idempotency.createdAt, createdAt)));
    },
  };
}
