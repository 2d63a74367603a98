import postgres from 'postgres';
import { expect, test } from 'vitest';
import { createTestDatabase } from './postgres.ts';

test('two suites do not see each other, and a dropped database is gone though someone is still connected', async () => {
  await using ours = await createTestDatabase();
  const theirs = await createTestDatabase();
  const sql = postgres(ours.url, { max: 1 });
  const other = postgres(theirs.url, { max: 1, connection: { application_name: 'other' } });
  try {
    await sql`create table notes (text text)`;
    await expect(other`select * from notes`).rejects.toThrow('does not exist');
    await theirs.drop();
    const names = await sql<{ datname: string }[]>`select datname from pg_database where datname like 't\\_%'`;
    expect(names.map(({ datname }) => datname)).not.toContain(new URL(theirs.url).pathname.slice(1));
  } finally {
    await Promise.all([sql.end(), other.end({ timeout: 1 })]);
  }
});

test('text sorts by language, so an order that holds only byte by byte is found', async () => {
  await using database = await createTestDatabase();
  const sql = postgres(database.url, { max: 1 });
  const rows = await sql<{ word: string }[]>`select word from (values ('b'), ('B'), ('a')) as t(word) order by word`;
  await sql.end();
  expect(rows.map(({ word }) => word)).toEqual(['a', 'b', 'B']);
});
