import { existsSync } from 'node:fs';
import SqliteConnection from 'better-sqlite3';
import postgres from 'postgres';
import { type Finding, fail, ok } from './finding.ts';

const CONNECT_SECONDS = 5;

/** Opens the SQLite file read-only and lets SQLite look it over. Only while no gateway has the home. */
export function checkSqlite(file: string): Finding {
  if (!existsSync(file)) return ok('database', 'made at the first start');
  try {
    const connection = new SqliteConnection(file, { readonly: true, fileMustExist: true });
    try {
      const problems = connection.pragma('quick_check', { simple: true });
      if (problems === 'ok') return ok('database', 'SQLite, sound');
      return fail('database', 'SQLite reports damage in it', '`openfoal repair` says more; restore a backup');
    } finally {
      connection.close();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail('database', `it cannot be opened: ${why}`, 'check who owns it; `openfoal repair` says more');
  }
}

/** Whether Postgres answers. The address may hold a password: it is not shown, and neither is what the driver says of it. */
export async function checkPostgres(url: string): Promise<Finding> {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_SECONDS, onnotice: () => undefined });
  try {
    const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
    return ok('database', `Postgres ${row?.version ?? ''} answers`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return fail(
      'database',
      `Postgres at DATABASE_URL does not answer (${code})`,
      'check its address, its user and that it runs',
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}
