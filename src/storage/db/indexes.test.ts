/** Reads the indexes back from both databases, and asks both how they would run the queries that a turn or a page waits for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3';
import { drizzle as drizzlePg } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stores } from '../../domain/ports.ts';
import type { Scope } from '../../domain/records.ts';
import { createTestDatabase } from '../../testing/postgres.ts';
import {
  approvalRecord,
  auditRecord,
  deltaDraft,
  runRecord,
  sessionRecord,
  spendRecord,
} from '../contract/records.fixture.ts';
import type { Database, Db } from './database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import { openTenant } from './tenants.ts';
import { createUnitOfWork } from './unit-of-work.ts';

const scope: Scope = { tenantId: 't_one', workspaceId: 'w_one' };
let folder: string;
let remove: () => Promise<void>;
let local: Database;
let cloud: Database;
let file: SqliteConnection.Database;
let sql: postgres.Sql;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'openfoal-indexes-'));
  local = openSqlite(join(folder, 'openfoal.db'));
  file = new SqliteConnection(join(folder, 'openfoal.db'));
  const { url, drop } = await createTestDatabase();
  remove = drop;
  cloud = await openPostgres(url);
  sql = postgres(url, { max: 1 });
});

afterAll(async () => {
  file.close();
  await sql.end();
  await Promise.all([local.close(), cloud.close()]);
  rmSync(folder, { recursive: true });
  await remove();
});

type Index = { table: string; columns: string[] };

function sqliteIndexes(): Index[] {
  return file
    .prepare(
      `select m.name as "table", i.name as "index", group_concat(c.name, ',' order by c.seqno) as columns
       from sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
       where m.name in (select name from pragma_table_list where type = 'table') and m.name not like '\\_\\_%' escape '\\' group by m.name, i.name`,
    )
    .all()
    .map((row) => row as { table: string; columns: string })
    .map(({ table, columns }) => ({ table, columns: columns.split(',') }));
}

async function postgresIndexes(): Promise<Index[]> {
  const rows = await sql<{ table: string; columns: string }[]>`
    select t.relname as table, string_agg(a.attname, ',' order by k.n) as columns
    from pg_index i
    join pg_class t on t.oid = i.indrelid
    join pg_class c on c.oid = i.indexrelid
    join pg_am m on m.oid = c.relam and m.amname = 'btree'
    join pg_namespace s on s.oid = t.relnamespace and s.nspname = 'public'
    cross join lateral unnest(i.indkey) with ordinality as k(attnum, n)
    join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum
    group by t.relname, i.indexrelid`;
  return rows.map(({ table, columns }) => ({ table, columns: columns.split(',') }));
}

const key = ({ table, columns }: Index) => `${table}(${columns.join(',')})`;

// Full-text indexes are left out: those of SQLite are in tables of their own, and every term begins with its workspace.
test('every index of every table starts with tenant_id, on both databases', async () => {
  for (const indexes of [sqliteIndexes(), await postgresIndexes()]) {
    expect(indexes.length).toBeGreaterThan(20);
    expect(indexes.filter(({ columns }) => columns[0] !== 'tenant_id').map(key)).toEqual([]);
    expect(new Set(indexes.map(({ table }) => table)).size).toBe(Object.keys(local.tables).length);
  }
});

test('both databases have the same indexes', async () => {
  expect(sqliteIndexes().map(key).toSorted()).toEqual((await postgresIndexes()).map(key).toSorted());
});

test.each([
  ['sessions', ['tenant_id', 'workspace_id', 'updated_at']],
  ['events', ['tenant_id', 'session_id', 'seq']],
  ['messages', ['tenant_id', 'session_id', 'seq']],
  ['messages', ['tenant_id', 'run_id']],
  ['tool_runs', ['tenant_id', 'run_id']],
  ['approvals', ['tenant_id', 'run_id']],
  ['audit', ['tenant_id', 'action', 'created_at']],
])('%s has the compound index %j that architecture.md names', async (table, columns) => {
  for (const indexes of [sqliteIndexes(), await postgresIndexes()]) {
    const found = indexes.filter((index) => index.table === table && key(index).includes(columns.join(',')));
    expect(found.map(key)).not.toEqual([]);
  }
});

const page = { limit: 51 };
const range = { from: 100, to: 110, bucketMs: 5 };
/** What is asked, by which index it must be answered, and whether the index brings the order along. */
const QUERIES: Record<
  string,
  { ask: (stores: Stores) => Promise<unknown>; index: RegExp; postgres?: RegExp; sorts?: true }
> = {
  'sessions.list': {
    ask: ({ sessions }) => sessions.list(scope, { archived: false }, { ...page, before: { updatedAt: 9, id: 'x' } }),
    index: /sessions_archived_updated/,
    postgres: /sessions_(archived_)?updated/,
  },
  'sessions.list of a status': {
    ask: ({ sessions }) => sessions.list(scope, { archived: false, status: ['running'] }, page),
    index: /sessions_status_updated/,
    postgres: /sessions_(status|archived)_updated/,
  },
  'sessions.get': { ask: ({ sessions }) => sessions.get(scope, 'ses_1'), index: /autoindex_sessions_1|sessions_\w*pk/ },
  'sessions.getByKey': { ask: ({ sessions }) => sessions.getByKey(scope, 'key'), index: /sessions_key/ },
  'sessions.listDeleted': {
    ask: ({ sessions }) =>
      sessions.listDeleted(scope, { deletedAfter: 1 }, { ...page, before: { deletedAt: 9, id: 'x' } }),
    index: /sessions_deleted/,
  },
  'sessions.nextToPurge': {
    ask: ({ sessions }) => sessions.nextToPurge('t_one', 9),
    index: /sessions_deleted/,
  },
  'runs.list': {
    ask: ({ runs }) => runs.list(scope, {}, { ...page, before: { createdAt: 9, id: 'x' } }),
    index: /runs_created/,
  },
  'runs.list of a session': {
    ask: ({ runs }) => runs.list(scope, { sessionId: 'ses_1' }, page),
    index: /runs_session/,
  },
  'runs.queued': { ask: ({ runs }) => runs.queued(scope, 'ses_1'), index: /runs_session_status/ },
  'runs.unfinished': { ask: ({ runs }) => runs.unfinished('t_one'), index: /runs_status/, sorts: true },
  'messages.after': { ask: ({ messages }) => messages.after(scope, 'ses_1', 5), index: /messages_session_seq/ },
  'messages.between': {
    ask: ({ messages }) => messages.between(scope, 'ses_1', { afterSeq: 5, throughSeq: 9 }),
    index: /messages_session_seq/,
  },
  'messages.ofRun': { ask: ({ messages }) => messages.ofRun(scope, 'run_1'), index: /messages_run/, sorts: true },
  'toolRuns.ofRun': { ask: ({ toolRuns }) => toolRuns.ofRun(scope, 'run_1'), index: /tool_runs_run/ },
  'approvals.grant': {
    ask: ({ approvals }) => approvals.grant(scope, 'ses_1', 'digest'),
    index: /approvals_session/,
  },
  'approvals.list': {
    ask: ({ approvals }) => approvals.list(scope, { status: ['pending'] }, page),
    index: /approvals_queue/,
    postgres: /approvals_(queue|expiry)/,
  },
  'approvals.nextToExpire': { ask: ({ approvals }) => approvals.nextToExpire('t_one', 1), index: /approvals_expiry/ },
  'journal.readAfter': { ask: ({ journal }) => journal.readAfter(scope, 5, page), index: /events_state_version/ },
  'journal.readAfter of a session': {
    ask: ({ journal }) => journal.readAfter(scope, 5, { ...page, sessionId: 'ses_1' }),
    index: /events_session_version/,
  },
  'journal.readSession': {
    ask: ({ journal }) => journal.readSession(scope, 'ses_1', { afterSeq: 5, limit: 9 }),
    index: /autoindex_events_1|events_\w*pk/,
  },
  'journal.readSession backwards': {
    ask: ({ journal }) => journal.readSession(scope, 'ses_1', { beforeSeq: 5, limit: 9 }),
    index: /autoindex_events_1|events_\w*pk/,
  },
  'audit.query': {
    ask: ({ audit }) => audit.query(scope, {}, { ...page, before: { createdAt: 9, id: 'x' } }),
    index: /audit_created/,
  },
  'audit.query of a trace': {
    ask: ({ audit }) => audit.query(scope, { traceId: 't' }, page),
    index: /audit_trace/,
  },
  'audit.query of a run': {
    ask: ({ audit }) => audit.query(scope, { runId: 'r' }, page),
    index: /audit_run/,
  },
  'audit.query of a session': {
    ask: ({ audit }) => audit.query(scope, { sessionId: 's' }, page),
    index: /audit_session/,
  },
  'audit.query of an action': {
    ask: ({ audit }) => audit.query(scope, { action: 'policy.update' }, page),
    index: /audit_action/,
    postgres: /audit_(action|created)/,
  },
  'metrics.runsStarted': { ask: ({ metrics }) => metrics.runsStarted(scope, range), index: /runs_created/ },
  'metrics.runsEnded': { ask: ({ metrics }) => metrics.runsEnded(scope, range), index: /runs_ended/ },
  'metrics.runTimes': { ask: ({ metrics }) => metrics.runTimes(scope, range, 9), index: /runs_ended/ },
  'metrics.toolRuns': { ask: ({ metrics }) => metrics.toolRuns(scope, range), index: /tool_runs_created/ },
  'metrics.toolTimes': { ask: ({ metrics }) => metrics.toolTimes(scope, range, 9), index: /tool_runs_created/ },
  'metrics.approvals': { ask: ({ metrics }) => metrics.approvals(scope, range), index: /approvals_requested/ },
  'metrics.spend': { ask: ({ metrics }) => metrics.spend(scope, range, ['2026-11-01']), index: /spend_day/ },
  'spend.spentByRun': { ask: ({ spend }) => spend.spentByRun(scope, 'run_1'), index: /spend_run/ },
  'spend.spentOnDay': { ask: ({ spend }) => spend.spentOnDay(scope, '2026-11-01'), index: /spend_day/ },
  'policies.current': { ask: ({ policies }) => policies.current(scope), index: /autoindex_policies_1|policies_\w*pk/ },
  'policies.list': {
    ask: ({ policies }) => policies.list(scope, { limit: 9, before: 9 }),
    index: /autoindex_policies_1|policies_\w*pk/,
  },
};

/** The statement that a store sends, with its values. */
async function statementOf(
  database: Database,
  ask: (stores: Stores) => Promise<unknown>,
): Promise<{ text: string; values: unknown[] }> {
  let sent: { text: string; values: unknown[] } | undefined;
  const logger = { logQuery: (text: string, values: unknown[]) => void (sent = { text, values }) };
  // The seam of sqlite.ts and postgres.ts: Drizzle over the dialect's own connection, typed as the portable subset.
  const read = (database.dialect === 'sqlite'
    ? drizzleSqlite({ client: file, logger })
    : drizzlePg({ client: sql, logger })) as unknown as Db;
  const { read: stores } = createUnitOfWork({ ...database, read }, { now: () => 1, publish: () => undefined });
  await ask(stores);
  if (!sent) throw new Error('nothing was sent');
  return sent;
}

test.each(Object.entries(QUERIES))(
  'SQLite answers %s from its index, row by row',
  async (_name, { ask, index, sorts }) => {
    const { text, values } = await statementOf(local, ask);
    const plan = file.prepare(`explain query plan ${text}`).all(...values);
    const details = plan.map((row) => (row as { detail: string }).detail);
    expect(details.join('\n')).toMatch(index);
    expect(details.join('\n')).not.toMatch(/^SCAN/m);
    expect(details.some((detail) => /USE TEMP B-TREE FOR ORDER BY/.test(detail))).toBe(sorts ?? false);
  },
);

test.each(Object.entries(QUERIES))(
  'Postgres can answer %s from an index that the store made for it',
  async (_name, { ask, index, postgres: pgIndex = index }) => {
    await fill();
    const { text, values } = await statementOf(cloud, ask);
    const plan = await sql.begin(async (tx) => {
      // Small tables would be read whole: what is asked here is whether the index fits.
      await tx.unsafe('set local enable_seqscan = off');
      return tx.unsafe(`explain ${text}`, values as never[]);
    });
    expect(plan.map((row) => String(row['QUERY PLAN'])).join('\n')).toMatch(pgIndex);
  },
);

let filled: Promise<void> | undefined;

/** Enough rows, and their statistics, for Postgres to tell a fitting index from one that merely serves. */
function fill(): Promise<void> {
  filled ??= (async () => {
    await openTenant(cloud, { tenantId: 't_one', journalId: 'jnl', now: 1 });
    const uow = createUnitOfWork(cloud, { now: () => 1, publish: () => undefined });
    await uow.transaction(async (tx) => {
      for (let n = 0; n < 300; n += 1) {
        await tx.sessions.insert(sessionRecord(scope, `ses_${n}`, { updatedAt: n }));
        await tx.runs.insert(
          runRecord(scope, `run_${n}`, { sessionId: `ses_${n % 30}`, createdAt: n, status: 'completed' }),
        );
        await tx.approvals.insert(
          approvalRecord(scope, `apr_${n}`, { sessionId: `ses_${n % 30}`, status: 'approved' }),
        );
        await tx.spend.insert(spendRecord(scope, `spd_${n}`, { runId: `run_${n}`, day: `2026-11-${n % 30}` }));
        const trace = { traceId: `trace_${n}`, runId: `run_${n}`, seq: n + 1, createdAt: n };
        await tx.audit.insert(auditRecord(scope, `aud_${n}`, trace));
      }
      await tx.journal.append(
        scope,
        Array.from({ length: 3000 }, (_, n) => deltaDraft(`ses_${n % 300}`)),
      );
    });
    await sql`analyze`;
  })();
  return filled;
}
