import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';

/** Driver errors carry the code on themselves (better-sqlite3, postgres.js) or on `cause` (Drizzle wraps them). */
function driverCode(error: unknown): string {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 4; e = e.cause, depth += 1) {
    if ('code' in e && typeof e.code === 'string') return e.code;
  }
  return '';
}

/** True for the unique-constraint violations of both databases. */
export function isUniqueViolation(error: unknown): boolean {
  const code = driverCode(error);
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === '23505';
}

const FULL = new Set(['SQLITE_FULL', '53100', 'ENOSPC']);
/**
 * Both databases: cannot be reached, opened or written at the moment. Of Postgres: class 08 connection, 53 resources, 57P
 * shutdown, 25006 read-only, 40 and 55P03 lost against another writer. SQLite adds details behind: SQLITE_IOERR_FSYNC.
 */
const UNAVAILABLE =
  /^(SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|READONLY|NOTADB|CORRUPT)|08|57P|53|40|25006|55P03|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CONNECTION_|CONNECT_)/;

/** What the domain sees of a failing store: STORAGE_FULL, STORAGE_UNAVAILABLE, or the error itself when it is a bug. */
export function toStorageError(error: unknown): unknown {
  if (isProtocolError(error)) return error;
  const code = driverCode(error);
  if (FULL.has(code)) return new ProtocolError('STORAGE_FULL', undefined, { cause: error });
  if (UNAVAILABLE.test(code)) return new ProtocolError('STORAGE_UNAVAILABLE', undefined, { cause: error });
  return error;
}
