/** The composed gateway on its other store, and what the command line relies on. */
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ends, newKey } from './testing/bare-client.ts';
import { createTestDatabase } from './testing/postgres.ts';
import { startTestGateway } from './testing/test-gateway.ts';

test('the same gateway runs on Postgres: a run, an approval and a restart in the middle', async () => {
  await using database = await createTestDatabase();
  await using gateway = await startTestGateway({ environment: { DATABASE_URL: database.url } });
  const before = await gateway.connect();
  const asked = before.stream();
  await asked.started;
  const { runId, sessionId } = await before.call('agent.run', {
    input: 'run echo from postgres',
    idempotencyKey: newKey(),
  });
  await asked.until((e) => e.event === 'session.updated' && e.payload.session.status === 'waiting_approval');
  const token = asked.lastToken;
  await gateway.restart();

  const client = await gateway.connect();
  const stream = client.stream({ after: token });
  await stream.started;
  const [approval] = (await client.call('approval.queue', {})).items;
  await client.call('approval.resolve', {
    approvalId: approval?.approvalId ?? '',
    decision: 'approve',
    idempotencyKey: newKey(),
  });
  await stream.until(ends(runId));
  const { events } = await client.call('sessions.history', { sessionId, limit: 1000 });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(
    events.flatMap((e) => (e.event === 'agent.tool_result' && e.payload.output ? [e.payload.output] : [])),
  ).toEqual(['from postgres\n']);
});

test('a second gateway on the same home is refused and leaves the first one alone', async () => {
  await using gateway = await startTestGateway();
  await expect(startTestGateway({ home: gateway.home })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  const client = await gateway.connect();
  expect((await client.call('sessions.list', {})).items).toEqual([]);
});

test('the home and the service token are readable by their owner only', async () => {
  const home = mkdtempSync(join(tmpdir(), 'openfoal-home-'));
  try {
    await using gateway = await startTestGateway({ home });
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'token')).mode & 0o777).toBe(0o600);
    expect(gateway.serviceToken().length).toBeGreaterThan(40);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('the transcript of a session is its journal, line by line, once the gateway has stopped', async () => {
  const home = mkdtempSync(join(tmpdir(), 'openfoal-home-'));
  try {
    let wanted: unknown[] = [];
    let sessionId = '';
    {
      await using gateway = await startTestGateway({ home });
      const client = await gateway.connect();
      const stream = client.stream();
      await stream.started;
      const run = await client.call('agent.run', { input: 'stream 30 fast', idempotencyKey: newKey() });
      sessionId = run.sessionId;
      await stream.until(ends(run.runId));
      await stream.until((e) => e.event === 'session.updated' && e.payload.session.status === 'idle');
      wanted = (await client.call('sessions.history', { sessionId, limit: 1000 })).events;
    }
    const lines = readFileSync(join(home, 'transcripts', `${sessionId}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { envelope: unknown }).envelope)).toEqual(wanted);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test('a home behind a symbolic link works like any other: commands run in their folder and see nothing else of it', async () => {
  const real = mkdtempSync(join(tmpdir(), 'openfoal-real-'));
  const link = `${real}-link`;
  symlinkSync(real, link);
  try {
    await using gateway = await startTestGateway({ home: link });
    const client = await gateway.connect();
    await client.call('policy.update', {
      patch: { toolPolicy: { tools: { 'bash.exec': 'allow' } } },
      idempotencyKey: newKey(),
    });
    const stream = client.stream();
    await stream.started;
    const input = `run pwd && cat ${real}/token ${link}/token`;
    const { runId } = await client.call('agent.run', { input, idempotencyKey: newKey() });
    await stream.until(ends(runId));
    const [output] = stream.envelopes.flatMap((e) =>
      e.event === 'agent.tool_result' && e.payload.output ? [e.payload.output] : [],
    );
    expect(output).toContain(join(real, 'workspaces'));
    expect(output).not.toContain(gateway.serviceToken());
  } finally {
    rmSync(link, { force: true });
    rmSync(real, { recursive: true, force: true });
  }
});
