import type { SignInStore } from '../../../domain/session/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { inserter } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, eq, lte } = orm;

export function signInStore(db: Db, { signIns }: Tables): SignInStore {
  const one = (tenantId: string, tokenHash: string) =>
    and(eq(signIns.tenantId, tenantId), eq(signIns.tokenHash, tokenHash));
  return {
    insert: inserter(db, signIns),
    find: async (tenantId, tokenHash) => (await db.select().from(signIns).where(one(tenantId, tokenHash)))[0],
    delete: async (tenantId, tokenHash) => {
      await db.delete(signIns).where(one(tenantId, tokenHash));
    },
    deleteExpired: async (tenantId, now) => {
      await db.delete(signIns).where(and(eq(signIns.tenantId, tenantId), lte(signIns.expiresAt, now)));
    },
  };
}
