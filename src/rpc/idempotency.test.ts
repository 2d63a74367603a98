import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BareClient, ends, newKey } from '../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts';
import { including } from './matchers.fixture.ts';
import { scriptedModels, scriptedTools } from './scripted.fixture.ts';

const tools = scriptedTools();
let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools } });
});
beforeEach(async () => {
  client = await gateway.connect();
  return () => client.close();
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function restart(): Promise<void> {
  await gateway.restart();
  client = await gateway.connect();
}
const twenty = <T>(make: (n: number) => Promise<T>) => Promise.all(Array.from({ length: 20 }, (_, n) => make(n)));
const protocolOf = (error: unknown) => (error as { protocol: { code: string; details?: unknown } }).protocol;

describe('a key that was used is refused', () => {
  test('for other params with IDEMPOTENCY_CONFLICT, in flight, afterwards, and after a restart', async () => {
    const idempotencyKey = newKey();
    const first = client.call('sessions.create', { title: 'one', idempotencyKey });
    const other = () => client.refusal('sessions.create', { title: 'two', idempotencyKey });
    expect(await other()).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', retryable: false });
    await first;
    expect(await other()).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    await restart();
    expect(await other()).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect((await client.call('sessions.list', { query: 'two' })).items).toEqual([]);
  });

  test('with the same refusal to the letter, trace included, when that would not change: also in flight and after a restart', async () => {
    const call = { sessionId: 'ses_none', title: 'x', idempotencyKey: newKey() };
    const refusals = await twenty(() => client.refusal('sessions.update', call));
    const [first] = refusals;
    expect(first).toMatchObject({ code: 'NOT_FOUND', retryable: false });
    expect(refusals).toEqual(refusals.map(() => first));
    expect(await client.refusal('sessions.update', call)).toEqual(first);
    await restart();
    expect(await client.refusal('sessions.update', call)).toEqual(first);
  });
});

describe('a key is free again', () => {
  test('after a refusal that may change: SESSION_BUSY releases it, and the same call is accepted later', async () => {
    const { sessionId, runId } = await client.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
    const call = { sessionId, input: 'hello', idempotencyKey: newKey() };
    const busy = await client.refusal('agent.run', call);
    expect(busy).toMatchObject({ code: 'SESSION_BUSY', retryable: true, details: { runId } });
    expect(await client.refusal('agent.run', call)).toMatchObject({ code: 'SESSION_BUSY' });
    await client.call('agent.abort', { runId, idempotencyKey: newKey() });
    expect(await client.call('agent.run', call)).toMatchObject({ sessionId, status: 'accepted' });
  });

  test('for another actor and for another method', async () => {
    const service = await gateway.connect('service');
    const call = { title: 'mine', idempotencyKey: newKey() };
    const mine = await client.call('sessions.create', call);
    const theirs = await service.call('sessions.create', call);
    expect(theirs.id).not.toBe(mine.id);
    const { idempotencyKey } = call;
    const renamed = await client.call('sessions.update', { sessionId: mine.id, title: 'renamed', idempotencyKey });
    expect(renamed).toMatchObject({ id: mine.id, title: 'renamed' });
    service.close();
  });
});

describe('the same call again gets the first answer', () => {
  test('twenty at once make one session, and the same after a restart; the order of fields does not matter', async () => {
    const idempotencyKey = newKey();
    const answers = await twenty((n) =>
      client.call(
        'sessions.create',
        n % 2 ? { title: 'once', agentId: 'main', idempotencyKey } : { idempotencyKey, agentId: 'main', title: 'once' },
      ),
    );
    expect(answers).toEqual(answers.map(() => answers[0]));
    await restart();
    expect(await client.call('sessions.create', { title: 'once', agentId: 'main', idempotencyKey })).toEqual(
      answers[0],
    );
    expect((await client.call('sessions.list', { query: 'once' })).items).toHaveLength(1);
  });

  test('without a second look at the outside world, which may have changed since', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-folder-')));
    const call = { folder, idempotencyKey: newKey() };
    const first = await client.call('sessions.create', call);
    rmSync(folder, { recursive: true });
    expect(await client.call('sessions.create', call)).toEqual(first);
    expect(await client.refusal('sessions.create', { folder, idempotencyKey: newKey() })).toMatchObject({
      retryable: false,
    });
  });

  test('a default that is left out is the same as one that is written', async () => {
    const call = { input: 'hello', idempotencyKey: newKey() };
    const first = await client.call('agent.run', call);
    expect(await client.call('agent.run', { ...call, onBusy: 'reject', attachments: [] })).toEqual(first);
  });

  test('a repeated abort answers again only when the run has stopped', async () => {
    const { runId } = await client.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
    const idempotencyKey = newKey();
    const answers = await twenty(() => client.call('agent.abort', { runId, idempotencyKey }));
    expect(answers).toEqual(answers.map(() => ({ runId, status: 'aborted' })));
    expect(await client.call('runs.get', { runId })).toMatchObject({ status: 'aborted' });
  });
});

describe('storms', () => {
  test('200 rounds of 20 agent.run at once on one session: one accepted each, the others told which run is busy', async () => {
    const { id: sessionId } = await client.call('sessions.create', { idempotencyKey: newKey() });
    for (let round = 0; round < 200; round += 1) {
      const answers = await Promise.allSettled(
        Array.from({ length: 20 }, () =>
          client.call('agent.run', { sessionId, input: 'hold', idempotencyKey: newKey() }),
        ),
      );
      const accepted = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [protocolOf(answer.reason)] : []));
      expect(accepted).toEqual([including({ sessionId, status: 'accepted' })]);
      const runId = accepted[0]?.runId ?? '';
      expect(refused).toEqual(
        Array.from({ length: 19 }, () => including({ code: 'SESSION_BUSY', details: { runId } })),
      );
      await client.call('agent.abort', { runId, idempotencyKey: newKey() });
    }
    const { items } = await client.call('runs.list', { sessionId, limit: 200 });
    expect(items.map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 'aborted'));
  }, 60_000);

  test('one key through two restarts, cut in the middle: one run, one effect, one audit row', async () => {
    const { id: sessionId } = await client.call('sessions.create', { idempotencyKey: newKey() });
    const text = `effect-${newKey()}`;
    const call = { sessionId, input: `call file.read ${text}`, idempotencyKey: newKey() };
    const storm = () => Promise.allSettled(Array.from({ length: 20 }, () => client.call('agent.run', call)));
    const seen = new Set<string>();
    for (let start = 0; start < 3; start += 1) {
      const stream = client.stream({ sessionId });
      await stream.started;
      const cut = storm();
      if (start < 2) await restart();
      for (const answer of await cut) if (answer.status === 'fulfilled') seen.add(answer.value.runId);
      for (const answer of await storm()) {
        if (answer.status === 'rejected') throw answer.reason;
        seen.add(answer.value.runId);
      }
    }
    expect(seen.size).toBe(1);
    const [runId = ''] = seen;
    await endOf(runId);
    expect((await client.call('runs.list', { sessionId })).items).toEqual([including({ runId, status: 'completed' })]);
    expect(tools.ran.filter((ran) => ran === text)).toHaveLength(1);
    expect((await client.call('audit.query', { sessionId, action: 'agent.run' })).items).toHaveLength(1);
  });

  async function endOf(runId: string): Promise<void> {
    const stream = client.stream();
    await stream.started;
    const { status } = await client.call('runs.get', { runId });
    if (status !== 'completed') await stream.until(ends(runId));
  }
});
