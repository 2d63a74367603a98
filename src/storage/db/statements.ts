/**
 * Statements that are compiled once per connection. Drizzle builds the text of a statement anew at each call, which costs ten
 * times what SQLite needs to run it; the stores therefore write what a turn needs as statements with named values.
 */
import { type Column, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgTable, PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { Scope } from '../../domain/records.ts';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import type { Db } from './database.ts';
import { isUniqueViolation } from './errors.ts';

type Values = Record<string, unknown>;
type Preparable<T> = { prepare(name: string): { execute(values: Values): Promise<T> } };

/**
 * A place for a value that is given by `name` at each call, encoded as its column says. The cast changes nothing but this: SQLite
 * compiles a statement with ORDER BY anew at each run when it compares bare bound values (15 to 40 µs against 3).
 */
export function given(column: Column, name: string): SQL {
  return sql`cast(${sql.param(sql.placeholder(name), column)} as ${sql.raw(column.getSQLType())})`;
}

/** `column = ?`, by name. */
export function same(column: Column, name: string): SQL {
  return eq(column, given(column, name));
}

/** `column = 'word'`, part of the text for the reason of `given`. Words of the protocol only: nothing is escaped. */
export function fixed<C extends Column>(column: C, word: C['_']['data'] & string): SQL {
  if (!/^[a-z_]+$/.test(word)) throw new Error(`not a word: ${word}`);
  return eq(column, sql.raw(`'${word}'`));
}

/** Compiles what `build` answers at the first call, and runs it with the values of each call. */
export function compiled<T>(build: () => Preparable<T>): (values: Values) => Promise<T> {
  let statement: ReturnType<Preparable<T>['prepare']> | undefined;
  return (values) => {
    statement ??= build().prepare('');
    return statement.execute(values);
  };
}

/**
 * Inserts one whole row; a row with the same key refuses it with `whenTaken`. Several at once are sent without waiting in between:
 * `Promise.all` runs them in order.
 */
export function inserter<T extends PgTable>(
  db: Db,
  table: T,
  whenTaken: ErrorCode = 'INTERNAL_ERROR',
): (row: T['$inferSelect']) => Promise<void> {
  const insert = compiled(() => db.insert(table).values(placeholdersOf(table)));
  return async (row) => {
    try {
      await insert(row);
    } catch (error) {
      throw isUniqueViolation(error) ? new ProtocolError(whenTaken, undefined, { cause: error }) : error;
    }
  };
}

/** A value by name for each column of a table. The cast is the seam: an object made of the table's own columns. */
export function placeholdersOf<T extends PgTable>(table: T): T['$inferInsert'] {
  const names = Object.keys(getTableColumns(table));
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as T['$inferInsert'];
}

/**
 * Updates by a patch: one statement for each combination of fields, of which there are few. `build` gets what `set()` takes;
 * the values are those of the patch and of the call together.
 */
export function patcher<T extends PgTable, R>(
  table: T,
  build: (set: PgUpdateSetSource<T>) => Preparable<R>,
): (patch: Partial<T['$inferSelect']>, values: Values) => Promise<R> {
  const columns = getTableColumns(table);
  const statements = new Map<string, (values: Values) => Promise<R>>();
  return (patch, values) => {
    const fields = Object.keys(patch).filter((field) => patch[field] !== undefined && columns[field] !== undefined);
    const shape = fields.join();
    let run = statements.get(shape);
    if (run === undefined) {
      const set = Object.fromEntries(
        fields.map((field) => [field, sql`${sql.param(sql.placeholder(field), columns[field])}`]),
      );
      run = compiled(() => build(set as PgUpdateSetSource<T>));
      statements.set(shape, run);
    }
    return run({ ...patch, ...values });
  };
}

/**
 * `limit 1` as part of the text. SQLite compiles a statement anew at each run when its limit is a bound value, and Drizzle binds numbers. The cast is the seam: the builder passes SQL through as well.
 */
export const ONE = sql`1` as unknown as number;

/** The two values that nearly every statement is given. */
export function scopeOf({ tenantId, workspaceId }: Scope): { tenantId: string; workspaceId: string } {
  return { tenantId, workspaceId };
}
