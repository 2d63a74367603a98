import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS } from '../../protocol/methods.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { createManualClock } from '../manual-clock.fixture.ts';
import { scriptedModels, scriptedTools } from '../scripted.fixture.ts';

const clock = createManualClock();
let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({
    overrides: { models: scriptedModels(), tools: scriptedTools(), clock, rateFactor: 1 },
  });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function ran(input: string): Promise<void> {
  const stream = client.stream();
  await stream.started;
  const { runId } = await client.call('agent.run', { input, idempotencyKey: newKey() });
  await stream.until(ends(runId));
  stream.stop();
  await stream.stopped;
}

describe('metrics.summary', () => {
  test.each([
    ['an unknown field', { colour: 'bay' }],
    ['a window that is none', { window: '1y' }],
  ])('with %s is INVALID_REQUEST', async (_name, input) => {
    expect(await client.refusal('metrics.summary', input)).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('says what ran, as it was, and is asked once for all who ask at once', async () => {
    await ran('hello');
    await ran('call file.read x');
    clock.advance(10_000);
    const [first, second] = await Promise.all([
      client.call('metrics.summary', { window: '1h' }),
      client.call('metrics.summary', { window: '1h' }),
    ]);
    expect(second).toEqual(first);
    expect(METHODS['metrics.summary'].result.parse(first)).toEqual(first);
    expect(first).toMatchObject({
      live: { runs: { queued: 0, accepted: 0, running: 0, waiting_approval: 0 } },
      runs: { started: 2, completed: 2, failed: 0, aborted: 0, failures: [] },
      tokens: { input: 30, output: 15 },
      tools: { counts: { success: 1, failed: 0, denied: 0, unknown: 0, open: 0 } },
      sandboxes: { available: false, running: 0 },
      rateLimits: { count: 0 },
    });
    await ran('more');
    expect((await client.call('metrics.summary', { window: '1h' })).runs.completed).toBe(2);
    clock.advance(900);
    expect((await client.call('metrics.summary', { window: '1h' })).runs.completed).toBe(3);
  });

  test('counts calls that were refused for their rate', async () => {
    const calls = Array.from({ length: METHODS['memory.append'].perMinute + 3 }, () =>
      client.refusal('memory.append', {}),
    );
    const limited = (await Promise.all(calls)).filter(({ code }) => code === 'RATE_LIMITED');
    expect(limited.length).toBeGreaterThan(0);
    clock.advance(10_000);
    const { rateLimits } = await client.call('metrics.summary', { window: '1h' });
    expect(rateLimits).toMatchObject({ count: limited.length, calls: limited.length, messages: 0, signIns: 0 });
  });
});
