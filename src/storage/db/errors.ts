import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';
import { DrizzleQueryError } from './drizzle.ts';

/** An error and what caused it: Drizzle wraps the driver's own. */
function* causesOf(error: unknown): Generator<Error> {
  for (let e = error, depth = 0; e instanceof Error && depth < 4; e = e.cause, depth += 1) yield e;
}

/** The code of the driver's error (better-sqlite3, postgres.js), or an empty string. */
export function driverCode(error: unknown): string {
  for (const e of causesOf(error)) if ('code' in e && typeof e.code === 'string') return e.code;
  return '';
}

/** Without Drizzle's wrapping, whose message holds the values: prompts and arguments do not go to the log. */
export function withoutValues(error: unknown): unknown {
  return error instanceof DrizzleQueryError ? error.cause : error;
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

/** better-sqlite3 says these without a code: after close, and for a folder that is gone. */
const SAID_BY_THE_DRIVER = /^(The database connection is not open|Cannot open database because)/;

/** True when the connection to Postgres is gone, or will be in a moment: it says so before its socket closes. */
export function isLostConnection(error: unknown): boolean {
  return /^(08|57P0|ECONN|EPIPE|ETIMEDOUT|CONNECTION_|CONNECT_)/.test(driverCode(error));
}

/** What the domain sees of a failing store: STORAGE_FULL, STORAGE_UNAVAILABLE, or the error itself when it is a bug. */
export function toStorageError(error: unknown): unknown {
  for (const cause of causesOf(error)) if (isProtocolError(cause)) return cause;
  const code = driverCode(error);
  if (FULL.has(code)) return new ProtocolError('STORAGE_FULL', undefined, { cause: withoutValues(error) });
  if (UNAVAILABLE.test(code) || SAID_BY_THE_DRIVER.test(error instanceof TypeError ? error.message : ''))
    return new ProtocolError('STORAGE_UNAVAILABLE', undefined, { cause: withoutValues(error) });
  return withoutValues(error);
}
