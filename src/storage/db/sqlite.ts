/**
 * SQLite, the local store. One writer connection behind a queue, because better-sqlite3 has no async transactions; transactions
 * that wait together are committed together, each in a savepoint of its own, so that they share one fsync
 * (docs/decisions/0003). synchronous=FULL always: with NORMAL a power cut would reuse seqs that clients have seen.
 */
import { fileURLToPath } from 'node:url';
import SqliteConnection from 'better-sqlite3';
import { ProtocolError } from '../../protocol/errors.ts';
import { sqliteKit } from './columns.ts';
import type { Database, Db } from './database.ts';
import { betterSqlite3, betterSqlite3Migrator, orm } from './drizzle.ts';
import { toStorageError } from './errors.ts';
import { createGroupCommit } from './group-commit.ts';
import { defineTables } from './tables.ts';

const { sql } = orm;
const { drizzle } = betterSqlite3;
const { migrate } = betterSqlite3Migrator;

const MIGRATIONS = fileURLToPath(new URL('../../../drizzle/sqlite', import.meta.url));

type Options = {
  /** Set on the writer after the migration: how tests make a full disk (max_page_count) or a read-only one (query_only). */
  writerPragmas?: readonly string[];
};

/**
 * Opens (and migrates) the database file.
 * @throws ProtocolError STORAGE_UNAVAILABLE when it cannot be opened, STORAGE_FULL when there is no room for it
 */
export function openSqlite(file: string, { writerPragmas = [] }: Options = {}): Database {
  const writer = connect(file, { readonly: false });
  try {
    migrateSafely(writer);
    for (const pragma of writerPragmas) writer.pragma(pragma);
  } catch (error) {
    writer.close();
    throw toStorageError(error);
  }
  const tables = defineTables(sqliteKit);
  const reader = connect(file, { readonly: true });
  const snapshots = connect(file, { readonly: true });
  const db = { write: toDb(writer), read: toDb(reader), snapshot: toDb(snapshots) };
  const commits = createGroupCommit(writer);
  let lastSnapshot: Promise<unknown> = Promise.resolve();
  let closed = false;

  const database: Database = {
    dialect: 'sqlite',
    tables,
    read: db.read,
    write: async (work, committed) => {
      if (closed) throw new ProtocolError('STORAGE_UNAVAILABLE');
      try {
        return await commits.add(() => work(db.write), committed);
      } catch (error) {
        throw toStorageError(error);
      }
    },
    snapshot: (work) => {
      const next = lastSnapshot.then(async () => {
        if (closed) throw new ProtocolError('STORAGE_UNAVAILABLE');
        try {
          snapshots.exec('BEGIN');
          return await work(db.snapshot);
        } catch (error) {
          throw toStorageError(error);
        } finally {
          if (snapshots.inTransaction) snapshots.exec('COMMIT');
        }
      });
      lastSnapshot = next.catch(() => undefined);
      return next;
    },
    // Only a write that reaches the disk shows that there is room: a row is set to what it is.
    ping: () =>
      database.write(
        async (writing) => {
          await writing.update(tables.tenants).set({ startedAt: sql`${tables.tenants.startedAt}` });
        },
        () => undefined,
      ),
    close: async () => {
      closed = true;
      await commits.settled();
      await lastSnapshot;
      for (const connection of [reader, snapshots, writer]) connection.close();
    },
  };
  return database;
}

function connect(file: string, { readonly }: { readonly: boolean }): SqliteConnection.Database {
  let connection: SqliteConnection.Database | undefined;
  try {
    connection = new SqliteConnection(file, { readonly, timeout: 5_000 });
    if (!readonly) {
      connection.pragma('journal_mode = WAL');
      connection.pragma('synchronous = FULL');
      connection.pragma('wal_autocheckpoint = 4000');
    }
    connection.pragma('cache_size = -32000');
    // SQLite's own lower() knows the letters of ASCII only.
    connection.function('lower', { deterministic: true }, (text: unknown) => String(text).toLowerCase());
    return connection;
  } catch (error) {
    connection?.close();
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
 * Drizzle over one connection, with SQLite's statements kept by their text for what is not compiled in statements.ts. The cast
 * is the seam named in database.ts.
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
