/**
 * Statements that are compiled once per connection. Drizzle builds the text of a statement anew at each call, which costs ten
 * times what SQLite needs to run it; the stores therefore write what a turn needs as statements with named values.
 */
import type { Column, SQL } from 'drizzle-orm';
import type { PgTable, PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { Scope } from '../../domain/records.ts';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import type { Db } from './database.ts';
import { orm } from './drizzle.ts';
import { isUniqueViolation, withoutValues } from './errors.ts';

const { eq, getTableColumns, sql } = orm;

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

/** Inserts one whole row; a row with the same key refuses it with `whenTaken`. */
export function inserter<T extends PgTable>(
  db: Db,
  table: T,
  whenTaken: ErrorCode = 'INTERNAL_ERROR',
): (row: T['$inferSelect']) => Promise<void> {
  const insert = compiled(() => db.insert(table).values(placeholdersOf(table)));
  return (row) => insert(row).then(noAnswer, refusing(whenTaken));
}

/** Rows that one statement takes: few sizes, so that few statements are compiled. */
const CHUNKS = [64, 8, 1] as const;

/** Inserts whole rows in order, many with one statement. */
export function inserterOfMany<T extends PgTable>(
  db: Db,
  table: T,
): (rows: readonly T['$inferSelect'][]) => Promise<void> {
  const names = Object.keys(getTableColumns(table));
  const statements = new Map(
    CHUNKS.map((size) => {
      const rows = Array.from({ length: size }, (_, n) => placeholdersOf(table, `_${n}`));
      return [size, compiled(() => db.insert(table).values(rows))];
    }),
  );
  return async (rows) => {
    for (let from = 0; from < rows.length; ) {
      const size = CHUNKS.find((chunk) => chunk <= rows.length - from) ?? 1;
      const values: Values = {};
      for (let n = 0; n < size; n += 1) for (const name of names) values[`${name}_${n}`] = rows[from + n]?.[name];
      await statements.get(size)?.(values).then(noAnswer, refusing('INTERNAL_ERROR'));
      from += size;
    }
  };
}

function noAnswer(): void {}

function refusing(whenTaken: ErrorCode): (error: unknown) => never {
  return (error) => {
    throw isUniqueViolation(error) ? new ProtocolError(whenTaken, undefined, { cause: withoutValues(error) }) : error;
  };
}

/** A value by name (and suffix) for each column of a table. The cast is the seam: an object made of the table's own columns. */
export function placeholdersOf<T extends PgTable>(table: T, suffix = ''): T['$inferInsert'] {
  const names = Object.keys(getTableColumns(table));
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(`${name}${suffix}`)])) as T['$inferInsert'];
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
