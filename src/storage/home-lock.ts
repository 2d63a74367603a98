import SqliteConnection from 'better-sqlite3';
import { ProtocolError } from '../protocol/errors.ts';

/**
 * One gateway per home. An exclusive SQLite transaction holds a lock of the operating system, which ends with the process
 * however it dies: no stale lock file. Answers how to let go.
 * @throws ProtocolError STORAGE_UNAVAILABLE when another process has the home
 */
export function lockHome(file: string): () => void {
  const connection = new SqliteConnection(file, { timeout: 0 });
  try {
    connection.pragma('journal_mode = DELETE');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    connection.close();
    throw new ProtocolError(
      'STORAGE_UNAVAILABLE',
      'Another gateway already runs on this OPENFOAL_HOME: stop it, or choose another home.',
      { cause },
    );
  }
  return () => connection.close();
}
