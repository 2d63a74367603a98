import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../protocol/entities.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { createManualClock } from '../manual-clock.fixture.ts';
import { including } from '../matchers.fixture.ts';
import { scriptedModels, scriptedTools } from '../scripted.fixture.ts';

const clock = createManualClock();
let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools(), clock } });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function ran(input: string, traceparent?: string) {
  const stream = client.stream();
  await stream.started;
  const answer = await client.call('agent.run', {
    input,
    ...(traceparent ? { traceparent } : {}),
    idempotencyKey: newKey(),
  });
  await stream.until(ends(answer.runId));
  const envelopes = stream.envelopes.filter(({ sessionId }) => sessionId === answer.sessionId);
  stream.stop();
  await stream.stopped;
  return { ...answer, envelopes };
}

describe('audit.query', () => {
  test.each([
    ['an unknown field', { colour: 'bay' }],
    ['a time that is none', { from: 'yesterday' }],
    ['an outcome that is none', { outcome: 'maybe' }],
  ])('with %s is INVALID_REQUEST', async (_name, input) => {
    expect(await client.refusal('audit.query', input)).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('pages without loss or repeat when all have the same time, newest first, while more is written', async () => {
    for (let n = 0; n < 12; n += 1) await client.call('sessions.create', { idempotencyKey: newKey() });
    const whole = (await client.call('audit.query', { limit: 500 })).items;
    const seen: AuditEntry[] = [];
    let cursor: string | undefined;
    do {
      const page: { items: AuditEntry[]; nextCursor?: string | undefined } = await client.call('audit.query', {
        limit: 5,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items);
      cursor = page.nextCursor;
      await client.call('sessions.create', { idempotencyKey: newKey() });
    } while (cursor);
    expect(seen).toEqual(whole);
  });

  test('each filter gives the rows that it names, and no others', async () => {
    const start = new Date(clock.now() + 1_000).toISOString();
    clock.advance(1_000);
    const one = await ran('call file.read hay');
    clock.advance(1_000);
    const two = await ran('well');
    const all = (await client.call('audit.query', { from: start, limit: 500 })).items;
    expect(new Set(all.map(({ runId }) => runId))).toEqual(new Set([undefined, one.runId, two.runId]));
    const filters: [Record<string, string>, (entry: AuditEntry) => boolean][] = [
      [{ action: 'agent.run' }, ({ action }) => action === 'agent.run'],
      [{ actor: 'agent:main' }, ({ actor }) => actor === 'agent:main'],
      [{ actor: 'u_owner' }, ({ actor }) => actor === 'u_owner'],
      [{ resource: two.runId }, ({ resource }) => resource === two.runId],
      [{ sessionId: one.sessionId }, ({ sessionId }) => sessionId === one.sessionId],
      [{ runId: one.runId }, ({ runId }) => runId === one.runId],
      [{ traceId: two.traceId }, ({ traceId }) => traceId === two.traceId],
      [{ toolName: 'file.read' }, ({ detail }) => detail.toolName === 'file.read'],
      [{ outcome: 'allowed' }, ({ outcome }) => outcome === 'allowed'],
      [{ to: start }, ({ createdAt }) => createdAt <= start],
    ];
    for (const [filter, names] of filters) {
      const { items } = await client.call('audit.query', { from: start, ...filter, limit: 500 });
      expect(items.length, JSON.stringify(filter)).toBeGreaterThan(0);
      expect(items, JSON.stringify(filter)).toEqual(all.filter(names));
    }
    expect((await client.call('audit.query', { outcome: 'failed' })).items).toEqual([]);
    expect((await client.call('audit.query', { sessionId: one.sessionId, runId: two.runId })).items).toEqual([]);
  });
});

describe('one trace', () => {
  test('that the caller gave is in the answer, every event, the audit rows, the error and the log of its run', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const run = await ran('break', `00-${traceId}-00f067aa0ba902b7-01`);
    expect(run.traceId).toBe(traceId);
    expect(run.envelopes.map((envelope) => envelope.traceId)).toEqual(run.envelopes.map(() => traceId));
    expect(run.envelopes).toContainEqual(
      including({ event: 'agent.failed', payload: including({ error: including({ traceId }) }) }),
    );
    expect(await client.call('runs.get', { runId: run.runId })).toMatchObject({ traceId, error: { traceId } });
    const { items } = await client.call('audit.query', { traceId });
    expect(items.map(({ action }) => action)).toContain('agent.run');
    expect((await client.call('audit.query', { runId: run.runId })).items).toEqual(
      items.filter(({ runId }) => runId === run.runId),
    );
    const lines = gateway.logs.filter((line) => line.run_id === run.runId);
    expect(lines).toContainEqual(including({ msg: 'run failed', session: run.sessionId, tenant: 't_default' }));
    expect(lines.map((line) => line.trace_id)).toEqual(lines.map(() => traceId));
  });

  test('leads to a run in the log, and nothing of what was said, asked of tools or answered by them is there', async () => {
    const { runId } = await ran('call file.read needle-in-the-prompt');
    const log = JSON.stringify(gateway.logs);
    expect(log).toContain(runId);
    expect(log).not.toContain('needle-in-the-prompt');
  });

  test('is in the refusal too, and one of zeros is none', async () => {
    const traceId = 'a'.repeat(32);
    const refused = await client.refusal('agent.run', {
      sessionId: 'ses_none',
      input: 'x',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      idempotencyKey: newKey(),
    });
    expect(refused).toMatchObject({ code: 'NOT_FOUND', traceId });
    const zeros = await ran('well', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`);
    expect(zeros.traceId).not.toBe('0'.repeat(32));
  });
});
