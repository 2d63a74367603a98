/**
 * The column kit: the few column kinds that the tables are made of, once per dialect. Ids and names are text, times are epoch
 * milliseconds, JSON is text on both dialects (docs/decisions/0004). The tables are written against the Postgres kit's types;
 * the SQLite kit is cast to them here, once, because both build the same shapes at run time.
 */
import type { PgColumn } from 'drizzle-orm/pg-core';
import { pgCore as pg, sqliteCore as sqlite } from './drizzle.ts';

/**
 * Text that both databases hold alike. Postgres refuses NUL, and neither UTF-8 encoder keeps half a surrogate pair: both become
 * U+FFFD, on the way in and in what is searched for, so that such an id is simply not there. Text that must come back as it was
 * belongs into a JSON column.
 */
export function portableText(value: string): string {
  const wellFormed = value.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '\uFFFD') : wellFormed;
}

const textType = { dataType: () => 'text', toDriver: (value: string | null) => value && portableText(value) };

/** A null is the column's NULL, never the text `null`: prepared statements encode nulls too. */
const jsonType = <T>() => ({
  dataType: () => 'text',
  toDriver: (value: T) => (value === null ? null : JSON.stringify(value)),
  fromDriver: (text: string | null) => JSON.parse(text ?? 'null') as T,
});

/** Words with their places, as Postgres indexes them. Words are letters, marks and numbers: nothing needs escaping. */
const termsType = {
  dataType: () => 'tsvector',
  toDriver: (terms: readonly string[] | null) => {
    const places = new Map<string, number[]>();
    for (const [n, term] of (terms ?? []).entries()) {
      const known = places.get(term);
      if (known) known.push(n + 1);
      else places.set(term, [n + 1]);
    }
    return Array.from(places, ([term, at]) => `'${term}':${at.join()}`).join(' ');
  },
};

export const pgKit = {
  table: pg.pgTable,
  text: (name: string) => pg.customType<{ data: string; driverData: string | null }>(textType)(name),
  int: (name: string) => pg.bigint(name, { mode: 'number' }),
  real: (name: string) => pg.doublePrecision(name),
  bool: (name: string) => pg.boolean(name),
  json: <T>(name: string) => pg.customType<{ data: T; driverData: string | null }>(jsonType<T>())(name),
  terms: (name: string) =>
    pg.customType<{ data: readonly string[] | null; driverData: string | null }>(termsType)(name),
  /** The index that finds terms; beside the table's others. */
  termsIndex: (name: string, column: PgColumn) => [pg.index(name).using('gin', column)],
  primaryKey: pg.primaryKey,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
};

export type Kit = typeof pgKit;

export const sqliteKit = {
  table: sqlite.sqliteTable,
  text: (name: string) => sqlite.customType<{ data: string; driverData: string | null }>(textType)(name),
  int: (name: string) => sqlite.integer(name),
  real: (name: string) => sqlite.real(name),
  bool: (name: string) => sqlite.integer(name, { mode: 'boolean' }),
  json: <T>(name: string) => sqlite.customType<{ data: T; driverData: string | null }>(jsonType<T>())(name),
  /** Stays empty: SQLite's full-text index is a table of its own (stores/search-terms.ts). */
  terms: (name: string) => sqlite.text(name),
  termsIndex: () => [],
  primaryKey: sqlite.primaryKey,
  index: sqlite.index,
  uniqueIndex: sqlite.uniqueIndex,
} as unknown as Kit;
