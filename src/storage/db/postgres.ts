/**
 * Postgres. Write transactions of one process run one after the other, so that commits and the publishing of their events keep
 * one order; several processes are ordered by the lock on the tenant's counter row (docs/decisions/0002).
 */
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { ProtocolError } from '../../protocol/errors.ts';
import { pgKit } from './columns.ts';
import type { Database, Db } from './database.ts';
import { loadPostgres } from './drizzle.ts';
import { toStorageError } from './errors.ts';
import { type Line, openLine } from './postgres-line.ts';
import { createReadPool } from './postgres-reads.ts';
import { defineTables } from './tables.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../drizzle/postgres', import.meta.url));
/** Any number that no other software uses for an advisory lock on the same database. */
const MIGRATION_LOCK = 0x6f70656e;

/** Connects and migrates. @throws ProtocolError STORAGE_UNAVAILABLE when the server cannot be reached */
export async function openPostgres(url: string): Promise<Database> {
  try {
    await migrateAlone(url);
  } catch (error) {
    throw toStorageError(error);
  }
  const reads = createReadPool(url);
  const writes = createTransactions(url, 'begin');
  const snapshots = createTransactions(url, 'begin isolation level repeatable read read only');
  let closed = false;
  const refuseClosed = () => {
    if (closed) throw new ProtocolError('STORAGE_UNAVAILABLE');
  };

  return {
    dialect: 'postgres',
    tables: defineTables(pgKit),
    read: reads.db,
    write: async (work, committed) => {
      refuseClosed();
      return writes.run(work, committed);
    },
    snapshot: async (work) => {
      refuseClosed();
      return snapshots.run(work, () => undefined);
    },
    ping: async () => {
      refuseClosed();
      const readOnly = await reads.show('transaction_read_only');
      if (readOnly !== 'off') throw new ProtocolError('STORAGE_UNAVAILABLE');
    },
    close: async () => {
      closed = true;
      await Promise.all([writes.close(), snapshots.close(), reads.close()]);
    },
  };
}

type Transactions = {
  run<T>(work: (db: Db) => Promise<T>, committed: (value: T) => void): Promise<T>;
  close(): Promise<void>;
};

/** Transactions one after the other over one connection, and over the next one when that is lost. */
function createTransactions(url: string, begin: string): Transactions {
  let line = openLine(url);
  let last: Promise<unknown> = Promise.resolve();

  /** A connection that was lost while nobody used it is found here, where nothing is lost with it. */
  async function begun(): Promise<Line> {
    try {
      await line.run(begin);
    } catch (error) {
      if (line.alive()) throw error;
      line = openLine(url);
      await line.run(begin);
    }
    return line;
  }

  async function transact<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const current = await begun();
    try {
      const value = await work(current.db);
      // Postgres answers ROLLBACK, and no error, when a statement had failed that the work has swallowed.
      if ((await current.run('commit')) !== 'COMMIT') throw new Error('a statement of this transaction had failed');
      return value;
    } catch (error) {
      // A connection that cannot even roll back is closed, which rolls back as well.
      await current.run('rollback').catch(() => current.kill());
      throw error;
    }
  }

  return {
    run: (work, committed) => {
      const next = last.then(async () => {
        const value = await transact(work).catch((error: unknown) => {
          throw toStorageError(error);
        });
        committed(value);
        return value;
      });
      last = next.catch(() => undefined);
      return next;
    },
    close: async () => {
      await last;
      await line.close();
    },
  };
}

/** Two gateways that start at once must not migrate at once: an advisory lock on a connection of its own. */
async function migrateAlone(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    const { drizzle, migrate } = loadPostgres();
    await migrate(drizzle({ client: sql }), { migrationsFolder: MIGRATIONS });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
