/**
 * Drizzle, loaded once and as CommonJS. Imported as ES modules its 146 files cost a second and 250 MB at start, because Node reads
 * the package's 179 KB package.json anew for each of them (measured on Node 24; `npm run bench` shows start and idle memory). Whoever
 * needs Drizzle takes it from here; its types are imported as types.
 */
import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

export const orm = load('drizzle-orm') as typeof import('drizzle-orm');
export const { DrizzleQueryError } = load('drizzle-orm/errors') as typeof import('drizzle-orm/errors');
export const pgCore = load('drizzle-orm/pg-core') as typeof import('drizzle-orm/pg-core');
export const sqliteCore = load('drizzle-orm/sqlite-core') as typeof import('drizzle-orm/sqlite-core');
export const betterSqlite3 = load('drizzle-orm/better-sqlite3') as typeof import('drizzle-orm/better-sqlite3');
export const betterSqlite3Migrator = load(
  'drizzle-orm/better-sqlite3/migrator',
) as typeof import('drizzle-orm/better-sqlite3/migrator');

/** Postgres' parts are loaded only by a gateway that uses Postgres. */
export const loadPostgres = () => ({
  ...(load('drizzle-orm/postgres-js') as typeof import('drizzle-orm/postgres-js')),
  ...(load('drizzle-orm/postgres-js/migrator') as typeof import('drizzle-orm/postgres-js/migrator')),
});
