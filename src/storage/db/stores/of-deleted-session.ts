import type { SQL } from 'drizzle-orm';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import type { Tables } from '../tables.ts';

const { and, eq, isNotNull, notExists } = orm;

/** What lists of runs and approvals leave out: rows whose session is deleted. */
export function notOfDeletedSession(
  db: Db,
  { sessions }: Pick<Tables, 'sessions'>,
  table: Tables['runs'] | Tables['approvals'],
): SQL {
  return notExists(
    db
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(eq(sessions.tenantId, table.tenantId), eq(sessions.id, table.sessionId), isNotNull(sessions.deletedAt)),
      ),
  );
}
