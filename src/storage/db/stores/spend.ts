import type { SpendStore } from '../../../domain/budget/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, given, inserter, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, isNull, sql } = orm;

export function spendStore(db: Db, { spend, tenants }: Tables, dialect: 'sqlite' | 'postgres'): SpendStore {
  const here = and(same(spend.tenantId, 'tenantId'), same(spend.workspaceId, 'workspaceId'));
  const ofRun = and(here, same(spend.runId, 'runId'));
  const spent = sql<number>`coalesce(sum(coalesce(${spend.costUsd}, ${spend.reservedUsd})), 0)`.mapWith(Number);
  const settle = compiled(() =>
    db
      .update(spend)
      .set({ costUsd: given(spend.costUsd, 'costUsd') })
      .where(and(here, same(spend.spendId, 'spendId'))),
  );
  const dropUnsettled = compiled(() =>
    db.delete(spend).where(and(ofRun, same(spend.step, 'step'), isNull(spend.costUsd))),
  );
  const byRun = compiled(() => db.select({ usd: spent }).from(spend).where(ofRun));
  const onDay = compiled(() =>
    db
      .select({ usd: spent })
      .from(spend)
      .where(and(here, same(spend.day, 'day'))),
  );
  // The row that every writer of the tenant meets at (docs/decisions/0002). SQLite has one writer and no row locks.
  const lockTenant = compiled(() =>
    db.select({ id: tenants.tenantId }).from(tenants).where(same(tenants.tenantId, 'tenantId')).for('update'),
  );

  return {
    insert: inserter(db, spend),
    settle: async (scope, spendId, costUsd) => {
      await settle({ ...scopeOf(scope), spendId, costUsd });
    },
    dropUnsettled: async (scope, runId, step) => {
      await dropUnsettled({ ...scopeOf(scope), runId, step });
    },
    spentByRun: async (scope, runId) => (await byRun({ ...scopeOf(scope), runId }))[0]?.usd ?? 0,
    spentOnDay: async (scope, day) => {
      if (dialect === 'postgres') await lockTenant({ tenantId: scope.tenantId });
      return (await onDay({ ...scopeOf(scope), day }))[0]?.usd ?? 0;
    },
  };
}
