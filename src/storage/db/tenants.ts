import type { Database } from './database.ts';
import { orm } from './drizzle.ts';

const { eq } = orm;

/**
 * Makes the tenant's counter row if it is missing and notes this start. Answers when the store was started before, in epoch
 * milliseconds: 0 the first time.
 */
export function openTenant(
  database: Database,
  { tenantId, journalId, now }: { tenantId: string; journalId: string; now: number },
): Promise<{ startedBefore: number }> {
  const { tenants } = database.tables;
  return database.write(
    async (db) => {
      const [known] = await db.select().from(tenants).where(eq(tenants.tenantId, tenantId)).limit(1);
      if (known) await db.update(tenants).set({ startedAt: now }).where(eq(tenants.tenantId, tenantId));
      else {
        await db
          .insert(tenants)
          .values({ tenantId, stateVersion: 0, journalId, startedAt: now, searchBacklog: 'none' })
          .onConflictDoNothing({ target: tenants.tenantId });
      }
      return { startedBefore: known?.startedAt ?? 0 };
    },
    () => undefined,
  );
}
