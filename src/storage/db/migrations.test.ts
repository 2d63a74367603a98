import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import SqliteConnection from 'better-sqlite3';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as pgSchema from '../../../drizzle/schema.pg.ts';
import * as sqliteSchema from '../../../drizzle/schema.sqlite.ts';
import { createTestDatabase } from '../../testing/postgres.ts';
import { pgKit, sqliteKit } from './columns.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import { defineTables } from './tables.ts';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openfoal-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const schemaOf = (connection: SqliteConnection.Database) =>
  connection.prepare('select name, sql from sqlite_master order by name').all();

test('opening SQLite again applies nothing and keeps what is there', async () => {
  const file = join(folder, 'openfoal.db');
  await openSqlite(file).close();
  const before = new SqliteConnection(file);
  const schema = schemaOf(before);
  const applied = before.prepare('select * from __drizzle_migrations').all();
  before.exec("insert into tenants (tenant_id, state_version, journal_id, started_at) values ('t_one', 7, 'jnl', 1)");
  before.close();
  await openSqlite(file).close();
  const after = new SqliteConnection(file);
  expect(schemaOf(after)).toEqual(schema);
  expect(after.prepare('select * from __drizzle_migrations').all()).toEqual(applied);
  expect(after.prepare('select state_version from tenants').all()).toEqual([{ state_version: 7 }]);
  after.close();
});

test('five gateways that open an empty Postgres at once migrate it once, and again changes nothing', async () => {
  await using database = await createTestDatabase();
  const opened = await Promise.all(Array.from({ length: 5 }, () => openPostgres(database.url)));
  await Promise.all(opened.map((each) => each.close()));
  const sql = postgres(database.url, { max: 1 });
  const applied = await sql`select * from drizzle.__drizzle_migrations`;
  await (await openPostgres(database.url)).close();
  expect(await sql`select * from drizzle.__drizzle_migrations`).toEqual(applied);
  const journal = JSON.parse(readFileSync(join(ROOT, 'drizzle/postgres/meta/_journal.json'), 'utf8')) as {
    entries: [];
  };
  expect(applied).toHaveLength(journal.entries.length);
  await sql.end();
});

test('foreign keys are checked while SQLite is in use, and a file that breaks one is not opened', async () => {
  const file = join(folder, 'openfoal.db');
  await openSqlite(file).close();
  const connection = new SqliteConnection(file);
  connection.pragma('foreign_keys = OFF');
  connection.exec('create table parent (id text primary key); create table child (id text references parent (id))');
  connection.exec("insert into child values ('orphan')");
  connection.close();
  expect(() => openSqlite(file)).toThrow('migration broke 1 foreign keys');
});

// drizzle-kit takes a relative folder only: with an absolute one it fails and still exits 0.
test.each(['sqlite', 'postgres'] as const)('drizzle-kit would generate nothing new for %s', async (dialect) => {
  const out = join(folder, dialect);
  cpSync(join(ROOT, 'drizzle', dialect), out, { recursive: true });
  const before = readdirSync(out);
  const args = [
    `--dialect=${dialect === 'sqlite' ? 'sqlite' : 'postgresql'}`,
    `--schema=./drizzle/schema.${dialect === 'sqlite' ? 'sqlite' : 'pg'}.ts`,
    `--out=${relative(ROOT, out)}`,
  ];
  const { stdout } = await run(
    process.execPath,
    [join(ROOT, 'node_modules/drizzle-kit/bin.cjs'), 'generate', ...args],
    { cwd: ROOT },
  );
  expect(stdout).toContain('No schema changes');
  expect(readdirSync(out)).toEqual(before);
});

test('the schemas that drizzle-kit reads have every table that the stores use', () => {
  expect(Object.keys(sqliteSchema).toSorted()).toEqual(Object.keys(defineTables(sqliteKit)).toSorted());
  expect(Object.keys(pgSchema).toSorted()).toEqual(Object.keys(defineTables(pgKit)).toSorted());
});
