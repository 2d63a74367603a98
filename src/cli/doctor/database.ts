import { existsSync } from 'node:fs';
import SqliteConnection from 'better-sqlite3';
import postgres from 'postgres';
import type { Finding } from '../../protocol/entities.ts';
import { findingOf } from '../../protocol/findings.ts';

const CONNECT_SECONDS = 5;

/** Opens the SQLite file read-only and lets SQLite look it over. Only while no gateway has the home. */
export function checkSqlite(file: string): Finding {
  if (!existsSync(file)) return findingOf('database', 'none');
  try {
    const connection = new SqliteConnection(file, { readonly: true, fileMustExist: true });
    try {
      const problems = connection.pragma('quick_check', { simple: true });
      return findingOf('database', problems === 'ok' ? 'sound' : 'damaged');
    } finally {
      connection.close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return findingOf('database', 'unopened', { why });
  }
}

/** Whether Postgres answers. The address may hold a password: it is not shown, and neither is what the driver says of it. */
export async function checkPostgres(url: string): Promise<Finding> {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_SECONDS, onnotice: () => undefined });
  try {
    const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
    return findingOf('database', 'postgres', { version: row?.version ?? '' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return findingOf('database', 'unanswered', { code });
  } finally {
    await sql.end({ timeout: 1 });
  }
}
