import SqliteConnection from 'better-sqlite3';
import { ProtocolError } from '../protocol/errors.ts';
import { driverCode, toStorageError } from './db/errors.ts';

/**
 * One gateway per home. An exclusive SQLite transaction holds a lock of the operating system, which ends with the process
 * however it dies: no stale lock file. Answers how to let go.
 * @throws ProtocolError STORAGE_UNAVAILABLE when another process has the home, or the file cannot be written
 */
export function lockHome(file: string): () => void {
  let connection: SqliteConnection.Database | undefined;
  try {
    connection = new SqliteConnection(file, { timeout: 0 });
    connection.pragma('journal_mode = DELETE');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    connection?.close();
    if (!driverCode(cause).startsWith('SQLITE_BUSY')) throw toStorageError(cause);
    throw new ProtocolError(
      'STORAGE_UNAVAILABLE',
      'Another gateway already runs on this OPENFOAL_HOME: stop it, or choose another home.',
      { cause },
    );
  }
  const held = connection;
  return () => held.close();
}
