import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { findPostgres } from './postgres-server.ts';

export type TestDatabase = AsyncDisposable & {
  /** `postgres://…`, straight to the private server. */
  url: string;
  /** Removes it, whoever is still connected. */
  drop: () => Promise<void>;
};

/**
 * An empty database of its own for one suite: `await using database = await createTestDatabase()`, or `drop()` in
 * afterAll. The first call of a test run starts the private Postgres (about 1.5 s).
 * @throws Error that says what to install where Postgres is missing
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  findPostgres();
  const name = `t_${randomBytes(8).toString('hex')}`;
  const url = await withServer(async (sql) => {
    await sql.unsafe(`create database ${name}`);
    const [row] = await sql<{ port: string }[]>`select current_setting('port') as port`;
    return `postgres://postgres@127.0.0.1:${row?.port}/${name}`;
  });
  const drop = () => withServer(async (sql) => void (await sql.unsafe(`drop database if exists ${name} with (force)`)));
  return { url, drop, [Symbol.asyncDispose]: drop };
}

async function withServer<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
