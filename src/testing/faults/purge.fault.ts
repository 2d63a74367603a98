/** A purge goes on where it was, wherever it is killed: nothing of the session stays, and nothing of another goes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { expect, test } from 'vitest';
import { PURGE_POINTS } from '../../domain/session/purge-sessions.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { newKey } from '../bare-client.ts';
import { createKillableGateway, eventually, historyOf, journalProblems } from './harness.ts';

const TABLES = ['sessions', 'events', 'messages', 'runs', 'tool_runs', 'approvals', 'attachment_uses'];

test.each(PURGE_POINTS)('killed at %s, a purge comes to its end at the next start', async (point) => {
  await using gateway = await createKillableGateway();
  await gateway.start();
  const client = await gateway.connect();
  const run = async () => {
    const answer = await client.call('agent.run', { input: 'list', idempotencyKey: newKey() });
    const ended = async () => (await client.call('runs.get', { runId: answer.runId })).status === 'completed';
    await eventually(ended, 'the run ends', 20_000);
    return answer.sessionId;
  };
  const [gone, kept] = [await run(), await run()];
  await client.call('sessions.delete', { sessionId: gone, idempotencyKey: newKey() });
  const events = await historyOf(client, kept);
  await gateway.kill();

  const database = join(gateway.home, 'openfoal.db');
  const open = () => new SqliteConnection(database);
  const before = open();
  before.prepare('update sessions set deleted_at = deleted_at - ? where id = ?').run(LIMITS.deletedSessionTtlMs, gone);
  before.close();
  // It may die before it listens.
  await gateway.start(`${point}:1`).catch(() => undefined);
  await gateway.died();

  await gateway.start();
  const again = await gateway.connect();
  const rowsOf = (table: string): number => {
    const connection = open();
    const column = table === 'sessions' ? 'id' : 'session_id';
    const [row] = connection.prepare(`select count(*) as n from ${table} where ${column} = ?`).all(gone);
    connection.close();
    return (row as { n: number }).n;
  };
  await eventually(() => rowsOf('sessions') === 0, 'the session is gone', 20_000);
  expect(TABLES.map((table) => [table, rowsOf(table)])).toEqual(TABLES.map((table) => [table, 0]));
  const transcript = (sessionId: string) => existsSync(join(gateway.home, 'transcripts', `${sessionId}.jsonl`));
  expect([transcript(gone), transcript(kept)]).toEqual([false, true]);
  const purges = (await again.call('audit.query', { sessionId: gone, action: 'session.purge' })).items;
  expect(purges).toHaveLength(1);
  expect(await historyOf(again, kept)).toEqual(events);
  expect(journalProblems(events)).toEqual([]);
});
