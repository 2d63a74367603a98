/**
 * The seam between the two dialects: everything above it is written once. `Db` is the portable subset of Drizzle that the
 * stores use, typed as Postgres; the SQLite database is cast to it where it is opened.
 */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Tables } from './tables.ts';

export type Db = Pick<
  PgDatabase<PgQueryResultHKT, Record<string, never>>,
  'select' | 'selectDistinct' | 'insert' | 'update' | 'delete' | '$count'
>;

/** Whatever fails for want of the store refuses with ProtocolError STORAGE_FULL or STORAGE_UNAVAILABLE; `read` throws raw. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  readonly tables: Tables;
  readonly read: Db;
  /**
   * Runs `work` in a write transaction and answers after the commit. `committed` is called synchronously after the commit and
   * before the answer, in commit order over all writers of this process: that is what lets events be published in order. When
   * it throws, the answer rejects with its error; what is committed stays.
   */
  write<T>(work: (db: Db) => Promise<T>, committed: (value: T) => void): Promise<T>;
  /** Several reads of one moment. */
  snapshot<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Resolves when the store can be written, rejects when it cannot. */
  ping(): Promise<void>;
  /** Waits for what is under way. Later calls refuse with STORAGE_UNAVAILABLE. */
  close(): Promise<void>;
}
