/**
 * SQLite, the local store. One writer connection behind a queue, because better-sqlite3 has no async transactions; transactions
 * that wait together are committed together, each in a savepoint of its own, so that they share one fsync
 * (docs/decisions/0003). synchronous=FULL always: with NORMAL a power cut would reuse seqs that clients have seen.
 */
import { fileURLToPath } from 'node:url';
import SqliteConnection from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { sqliteKit } from './columns.ts';
import type { Database, Db } from './database.ts';
import { toStorageError } from './errors.ts';
import { defineTables } from './tables.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../drizzle/sqlite', import.meta.url));
const MAX_GROUP = 128;

type Job = { run: () => Promise<() => void>; fail: (error: unknown) => void };

/** Opens (and migrates) the database file. @throws ProtocolError STORAGE_UNAVAILABLE when it cannot be opened */
export function openSqlite(file: string): Database {
  const writer = connect(file);
  migrateSafely(writer);
  const reader = connect(file, { readonly: true });
  const snapshots = connect(file, { readonly: true });
  const db = { write: toDb(writer), read: toDb(reader), snapshot: toDb(snapshots) };
  const jobs: Job[] = [];
  let pumping: Promise<void> | undefined;
  let lastSnapshot: Promise<unknown> = Promise.resolve();

  async function pump(): Promise<void> {
    while (jobs.length > 0) await commitGroup(writer, jobs.splice(0, MAX_GROUP));
    pumping = undefined;
  }

  return {
    dialect: 'sqlite',
    tables: defineTables(sqliteKit),
    read: db.read,
    write: (work, committed) =>
      new Promise((resolve, reject) => {
        jobs.push({
          run: async () => {
            const value = await work(db.write);
            return () => {
              committed(value);
              resolve(value);
            };
          },
          fail: (error) => reject(toStorageError(error)),
        });
        pumping ??= pump();
      }),
    snapshot: (work) => {
      const next = lastSnapshot.then(async () => {
        snapshots.exec('BEGIN');
        try {
          return await work(db.snapshot);
        } finally {
          snapshots.exec('COMMIT');
        }
      });
      lastSnapshot = next.catch(() => undefined);
      return next;
    },
    ping: async () => {
      writer.prepare('select 1').get();
    },
    close: async () => {
      await pumping;
      await lastSnapshot;
      for (const connection of [reader, snapshots, writer]) connection.close();
    },
  };
}

/** One BEGIN … COMMIT for all jobs of the group. A job that throws is undone alone; a failing commit fails them all. */
async function commitGroup(writer: SqliteConnection.Database, group: Job[]): Promise<void> {
  const done: (() => void)[] = [];
  const failed: (() => void)[] = [];
  const accepted: Job[] = [];
  try {
    writer.exec('BEGIN IMMEDIATE');
    for (const job of group) {
      writer.exec('SAVEPOINT job');
      try {
        done.push(await job.run());
        accepted.push(job);
        writer.exec('RELEASE job');
      } catch (error) {
        // A full disk or an I/O error ends the whole transaction by itself: then nothing of the group has happened.
        if (!writer.inTransaction) throw error;
        writer.exec('ROLLBACK TO job');
        writer.exec('RELEASE job');
        failed.push(() => job.fail(error));
      }
    }
    writer.exec('COMMIT');
  } catch (error) {
    if (writer.inTransaction) writer.exec('ROLLBACK');
    for (const job of group) job.fail(error);
    return;
  }
  for (const settle of done) settle();
  for (const settle of failed) settle();
}

function connect(file: string, options: { readonly?: boolean } = {}): SqliteConnection.Database {
  try {
    const connection = new SqliteConnection(file, { readonly: options.readonly ?? false, timeout: 5_000 });
    if (!options.readonly) {
      connection.pragma('journal_mode = WAL');
      connection.pragma('synchronous = FULL');
      connection.pragma('wal_autocheckpoint = 4000');
    }
    connection.pragma('cache_size = -32000');
    return connection;
  } catch (error) {
    throw toStorageError(error);
  }
}

/** drizzle-kit rebuilds tables inside migrate()'s transaction, where foreign_keys cannot be switched: do it around it. */
function migrateSafely(writer: SqliteConnection.Database): void {
  writer.pragma('foreign_keys = OFF');
  migrate(drizzle({ client: writer }), { migrationsFolder: MIGRATIONS });
  const broken = writer.pragma('foreign_key_check');
  if (Array.isArray(broken) && broken.length > 0) throw new Error(`migration broke ${broken.length} foreign keys`);
  writer.pragma('foreign_keys = ON');
}

/**
 * Drizzle over one connection, with prepared statements kept by their text: compiling a statement costs more than running it.
 * The cast is the seam named in database.ts.
 */
function toDb(connection: SqliteConnection.Database): Db {
  const statements = new Map<string, SqliteConnection.Statement>();
  const prepare = connection.prepare.bind(connection);
  connection.prepare = ((text: string) => {
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = prepare(text);
      if (statements.size < 500) statements.set(text, statement);
    }
    return statement;
  }) as typeof connection.prepare;
  return drizzle({ client: connection }) as unknown as Db;
}
