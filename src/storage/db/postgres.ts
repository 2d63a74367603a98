/**
 * Postgres. Write transactions of one process run one after the other, so that commits and the publishing of their events keep
 * one order; several processes are ordered by the lock on the tenant's counter row (docs/decisions/0002).
 */
import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { ProtocolError } from '../../protocol/errors.ts';
import { pgKit } from './columns.ts';
import type { Database, Db } from './database.ts';
import { toStorageError } from './errors.ts';
import { defineTables } from './tables.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../drizzle/postgres', import.meta.url));
/** Any number that no other software uses for an advisory lock on the same database. */
const MIGRATION_LOCK = 0x6f70656e;

/** Connects and migrates. @throws ProtocolError STORAGE_UNAVAILABLE when the server cannot be reached */
export async function openPostgres(url: string): Promise<Database> {
  const sql = postgres(url, { max: 8, onnotice: () => undefined, idle_timeout: 0 });
  const orm = drizzle({ client: sql });
  try {
    await migrateAlone(url);
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw toStorageError(error);
  }
  let last: Promise<unknown> = Promise.resolve();

  return {
    dialect: 'postgres',
    tables: defineTables(pgKit),
    read: orm,
    write: <T>(work: (db: Db) => Promise<T>, committed: (value: T) => void) => {
      const next = last.then(async () => {
        let value: T;
        try {
          value = await orm.transaction(work);
        } catch (error) {
          throw toStorageError(error);
        }
        committed(value);
        return value;
      });
      last = next.catch(() => undefined);
      return next;
    },
    snapshot: async (work) => {
      try {
        return await orm.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' });
      } catch (error) {
        throw toStorageError(error);
      }
    },
    ping: async () => {
      const [row] = await sql<{ readOnly: string }[]>`select current_setting('transaction_read_only') as "readOnly"`;
      if (row?.readOnly !== 'off') throw new ProtocolError('STORAGE_UNAVAILABLE');
    },
    close: async () => {
      await last;
      await sql.end({ timeout: 5 });
    },
  };
}

/** Two gateways that start at once must not migrate at once: an advisory lock on a connection of its own. */
async function migrateAlone(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle({ client: sql }), { migrationsFolder: MIGRATIONS });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
