/** Which model answers a run and what it may cost, through a real gateway with models that do as the test says. */
import { describe, expect, test } from 'vitest';
import { SCOPE } from '../../compose.ts';
import { systemClock } from '../../config/system.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Envelope } from '../../protocol/events.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { createShiftedClock } from '../../testing/fake-clock.ts';
import { answers, finish, hangs, type Script, scriptedModels, text, toolCall } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import type { ModelFacts, ModelPart, ModelPrice, Models } from './model-port.ts';

const down = (message: string, ...before: ModelPart[]): Script =>
  async function* () {
    yield* before;
    throw new ProtocolError('MODEL_UNAVAILABLE', message);
  };

/** A dollar for a thousand tokens of either kind: a call of 10 + 5 tokens costs 0.015. */
const PRICE: ModelPrice = { input: 1_000, output: 1_000 };

/** The scripted models with facts of the test's choosing. They count 8 tokens, so 10 are reckoned with. */
function modelsWith(facts: Partial<ModelFacts>, ...scripts: Script[]) {
  const models = scriptedModels(...scripts);
  const known = {
    contextWindow: 1_000,
    maxOutputTokens: 1_000,
    tools: true,
    vision: false,
    price: undefined,
    ...facts,
  };
  return Object.assign(models, {
    describe: (model: string) => (model.startsWith('test/') ? known : undefined),
    countTokens: () => Promise.resolve(8),
  });
}

const DAY_MS = 86_400_000;

/** The next noon, UTC: a test about a day does not begin on one and end on the next. */
function createNoon() {
  const clock = createShiftedClock(systemClock);
  clock.advance(Math.ceil(clock.now() / DAY_MS) * DAY_MS + DAY_MS / 2 - clock.now());
  return clock;
}

async function openWith(models: Models, modelPolicy: Record<string, unknown>, clock = createNoon()) {
  const gateway = await startTestGateway({ overrides: { models, clock } });
  const client = await gateway.connect();
  await setPolicy(client, modelPolicy);
  const stream = client.stream();
  await stream.started;
  const run = (input = 'hi', more: { sessionId?: string; model?: string } = {}) =>
    client.call('agent.run', { input, idempotencyKey: newKey(), ...more });
  return { gateway, client, stream, run, clock, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

const setPolicy = (client: BareClient, modelPolicy: Record<string, unknown>) =>
  client.call('policy.update', { patch: { modelPolicy }, idempotencyKey: newKey() });

const noticesOf = (envelopes: readonly Envelope[]) =>
  envelopes.flatMap((e) => (e.event === 'session.updated' && e.payload.notice ? [e.payload.notice] : []));

const textOf = (envelopes: readonly Envelope[]) =>
  envelopes.reduce(
    (all, e) =>
      e.event === 'agent.delta' && e.payload.kind === 'text' ? all.slice(0, e.payload.offset) + e.payload.delta : all,
    '',
  );

describe('a provider that asks to wait', () => {
  const waits = (waitMs: number): Script =>
    async function* (request) {
      yield text('half');
      await request.waiting?.({ reason: 'is refusing more requests for now (HTTP 429)', waitMs });
      yield text(' and whole');
      yield finish;
    };

  test('is told of, after what was said before, with the time that it takes', async () => {
    await using opened = await openWith(scriptedModels(waits(1_999.6)), { primary: 'test/a' });
    const { stream, client, run } = opened;
    const { runId, sessionId } = await run();
    expect(await stream.until(ends(runId))).toMatchObject({ payload: { text: 'half and whole' } });
    const notice = {
      kind: 'rate_limit',
      runId,
      model: 'test/a',
      retryAfterMs: 2_000,
      message: 'test/a is refusing more requests for now (HTTP 429).',
    };
    expect(noticesOf(stream.envelopes)).toEqual([notice]);
    const at = stream.envelopes.findIndex((e) => noticesOf([e]).length > 0);
    expect(textOf(stream.envelopes.slice(0, at))).toBe('half');
    const { events } = await client.call('sessions.history', { sessionId, limit: 100 });
    expect(noticesOf(events)).toEqual([notice]);
  });

  test('for a moment that nobody would notice is not', async () => {
    await using opened = await openWith(scriptedModels(waits(750)), { primary: 'test/a' });
    const { runId } = await opened.run();
    await opened.stream.until(ends(runId));
    expect(noticesOf(opened.stream.envelopes)).toEqual([]);
  });
});

describe('the next model answers', () => {
  test('with a notice between the voided text and its own, and is named in the run’s end and its timeline', async () => {
    const models = scriptedModels(down('test/a broke off its answer', text('half an')), answers(text('whole'), finish));
    await using opened = await openWith(models, { primary: 'test/a', fallbacks: ['test/b'] });
    const { stream, client, run, gateway } = opened;
    const { runId, sessionId } = await run();
    const end = await stream.until(ends(runId));

    expect(end).toMatchObject({ event: 'agent.completed', payload: { text: 'whole', model: 'test/b' } });
    const notice = {
      kind: 'fallback',
      runId,
      from: 'test/a',
      to: 'test/b',
      message: 'test/a broke off its answer.',
    };
    expect(noticesOf(stream.envelopes)).toEqual([notice]);
    expect(textOf(stream.envelopes)).toBe('whole');
    const at = stream.envelopes.findIndex((e) => noticesOf([e]).length > 0);
    expect(textOf(stream.envelopes.slice(0, at))).toBe('');
    expect(await client.call('runs.get', { runId })).toMatchObject({
      model: 'test/a',
      timeline: [{ model: 'test/b', messageId: end.event === 'agent.completed' && end.payload.messageId }],
    });
    const { events } = await client.call('sessions.history', { sessionId, limit: 100 });
    expect(noticesOf(events)).toEqual([notice]);
    expect(gateway.logs).toContainEqual(expect.objectContaining({ run_id: runId, from: 'test/a', to: 'test/b' }));
  });

  test('and goes on answering the run, also after it waited for a person; the next run starts with the first one again', async () => {
    const models = scriptedModels(
      down('test/a is down'),
      answers(toolCall('bash.exec', { command: 'true' }), finish),
      answers(text('done'), finish),
    );
    await using opened = await openWith(models, { primary: 'test/a', fallbacks: ['test/b'] });
    const { stream, client, run } = opened;
    const { runId, sessionId } = await run();
    const asked = await stream.until(({ event }) => event === 'approval.required');
    await stream.until((e) => e.event === 'session.updated' && e.payload.session.status === 'waiting_approval');
    await client.call('approval.resolve', {
      approvalId: asked.event === 'approval.required' ? asked.payload.approval.approvalId : '',
      decision: 'reject',
      idempotencyKey: newKey(),
    });
    await stream.until(ends(runId));
    const next = await run('again', { sessionId });
    await stream.until(ends(next.runId));
    expect(models.requests.map(({ model }) => model)).toEqual(['test/a', 'test/b', 'test/b', 'test/a']);
    expect(noticesOf(stream.envelopes)).toHaveLength(1);
  });

  test('to a run whose own model nobody serves', async () => {
    const models = scriptedModels(down('no provider is configured for other/a'), answers(text('hi'), finish));
    await using opened = await openWith(models, { primary: 'other/a', fallbacks: ['gone/x', 'test/b'] });
    const { stream, run } = opened;
    const { runId } = await run();
    expect(await stream.until(ends(runId))).toMatchObject({ event: 'agent.completed', payload: { model: 'test/b' } });
    expect(noticesOf(stream.envelopes)).toMatchObject([{ from: 'other/a', to: 'test/b' }]);
  });

  test('but a run is refused when neither its model nor a fallback that is allowed is served', async () => {
    await using opened = await openWith(scriptedModels(), {
      primary: 'other/a',
      fallbacks: ['gone/x', 'test/b'],
      allowed: ['other/a', 'gone/x'],
    });
    const refusal = await opened.client.refusal('agent.run', { input: 'hi', idempotencyKey: newKey() });
    expect(refusal).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
  });

  test('until none is left: the run fails with a reason for each, and can be continued', async () => {
    const models = scriptedModels(down('test/a is down'), down('test/b refused the key'));
    await using opened = await openWith(models, { primary: 'test/a', fallbacks: ['test/b', 'gone/x'] });
    const { runId } = await opened.run();
    expect(await opened.stream.until(ends(runId))).toMatchObject({
      event: 'agent.failed',
      payload: {
        resumable: true,
        error: {
          code: 'MODEL_UNAVAILABLE',
          details: {
            models: [
              { model: 'test/a', reason: 'test/a is down' },
              { model: 'test/b', reason: 'test/b refused the key' },
              { model: 'gone/x', reason: 'is served by no configured provider' },
            ],
          },
        },
      },
    });
  });

  test('but not after a stop: nobody else is asked', async () => {
    const models = scriptedModels(hangs(text('half')));
    await using opened = await openWith(models, { primary: 'test/a', fallbacks: ['test/b'] });
    const { runId } = await opened.run();
    await opened.stream.until(({ event }) => event === 'agent.delta');
    await opened.client.call('agent.abort', { runId, idempotencyKey: newKey() });
    expect(models.requests.map(({ model }) => model)).toEqual(['test/a']);
    expect(noticesOf(opened.stream.envelopes)).toEqual([]);
  });
});

describe('an answer that is cut short is said to be', () => {
  test.each(['length', 'content_filter'] as const)('for %s', async (reason) => {
    const models = scriptedModels(answers(text('half'), { ...finish, reason } as ModelPart));
    await using opened = await openWith(models, {});
    const { runId } = await opened.run();
    await opened.stream.until(ends(runId));
    await opened.stream.until((e) => noticesOf([e]).length > 0);
    expect(noticesOf(opened.stream.envelopes)).toEqual([{ kind: reason, runId }]);
  });
});

describe('a budget', () => {
  const refused = (e: Envelope) => (e.event === 'agent.failed' ? e.payload.error : undefined);

  test('stops the run before the model is asked, says which one and what is left, in a notice too; it can be continued', async () => {
    const models = modelsWith({ price: PRICE });
    await using opened = await openWith(models, { maxCostUsdPerRun: 0.2, fallbacks: ['test/cheap'] });
    const { runId } = await opened.run();
    const end = await opened.stream.until(ends(runId));
    expect(refused(end)).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: expect.stringMatching(
        /^Of the \$0\.2 for this run \$0\.2 is left, and test\/scripted may need \$0\.27:/,
      ),
      details: { budget: 'run', limitUsd: 0.2, leftUsd: 0.2, model: 'test/scripted' },
    });
    expect(end).toMatchObject({ payload: { resumable: true } });
    expect(models.requests).toEqual([]);
    await opened.stream.until((e) => noticesOf([e]).length > 0);
    expect(noticesOf(opened.stream.envelopes)).toMatchObject([{ kind: 'budget', runId }]);
    await setPolicy(opened.client, { maxCostUsdPerRun: 1 });
    const again = await opened.client.call('agent.continue', { runId, idempotencyKey: newKey() });
    expect(await opened.stream.until(ends(again.runId))).toMatchObject({ event: 'agent.completed' });
  });

  test('refuses a model that nobody knows the price of', async () => {
    const models = modelsWith({ price: undefined });
    await using opened = await openWith(models, { maxCostUsdPerDay: 5 });
    const { runId } = await opened.run();
    expect(refused(await opened.stream.until(ends(runId)))).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      details: { budget: 'unknown_price', model: 'test/scripted' },
    });
    expect(models.requests).toEqual([]);
  });

  test('lets a free model do as it likes, and no row is written', async () => {
    const models = modelsWith({ price: { input: 0, output: 0 } });
    await using opened = await openWith(models, { maxCostUsdPerRun: 0.000001, maxCostUsdPerDay: 0.000001 });
    const { runId } = await opened.run();
    expect(await opened.stream.until(ends(runId))).toMatchObject({ event: 'agent.completed' });
    expect(models.requests[0]?.maxOutputTokens).toBeUndefined();
  });

  test('bounds the answer by what is left, step by step, and is charged what was used', async () => {
    const models = modelsWith(
      { price: PRICE },
      answers(toolCall('file.list', {}), finish),
      answers(text('done'), finish),
    );
    await using opened = await openWith(models, { maxCostUsdPerRun: 0.3105 });
    const { runId, sessionId } = await opened.run();
    const end = await opened.stream.until(ends(runId));
    // 0.3105 less 0.01 of input, and less what the first step had used.
    expect(models.requests.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([300, 285]);
    expect(end).toMatchObject({ payload: { usage: { inputTokens: 20, outputTokens: 10, costUsd: 0.03 } } });
    expect(await opened.client.call('runs.get', { runId })).toMatchObject({
      usage: { costUsd: 0.03 },
      timeline: [{ usage: { costUsd: 0.015 } }, { usage: { costUsd: 0.015 } }],
    });
    expect(await opened.client.call('sessions.get', { sessionId })).toMatchObject({ costUsd: 0.03 });
    const { spend } = opened.gateway.server.application.read;
    expect(await spend.spentByRun(SCOPE, runId)).toBeCloseTo(0.03, 10);
  });

  test('is settled with each step, not with the run', async () => {
    const call = toolCall('bash.exec', { command: 'true' });
    const models = modelsWith({ price: PRICE }, answers(call, finish));
    await using opened = await openWith(models, { maxCostUsdPerRun: 2 });
    const { runId } = await opened.run();
    await opened.stream.until((e) => e.event === 'session.updated' && e.payload.session.status === 'waiting_approval');
    expect(await opened.gateway.server.application.read.spend.spentByRun(SCOPE, runId)).toBeCloseTo(0.015, 10);
  });

  test('of a day is not for two runs to take at once', async () => {
    const models = modelsWith({ price: PRICE, maxOutputTokens: 900 }, hangs(text('a')), hangs(text('b')));
    await using opened = await openWith(models, { maxCostUsdPerDay: 1 });
    const [first, second] = await Promise.all([opened.run('one'), opened.run('two')]);
    const end = await opened.stream.until((e) => e.event === 'agent.failed');
    expect(refused(end)).toMatchObject({ code: 'BUDGET_EXCEEDED', details: { budget: 'day', limitUsd: 1 } });
    expect([first.runId, second.runId]).toContain(end.runId);
    expect(models.requests).toHaveLength(1);
  });

  test('of a day begins anew at midnight UTC', async () => {
    const models = modelsWith(
      { price: PRICE, maxOutputTokens: 900 },
      answers(text('a'), {
        ...finish,
        usage: { inputTokens: 100, outputTokens: 800 },
      } as ModelPart),
    );
    const clock = createNoon();
    const midnight = Math.ceil(clock.now() / DAY_MS) * DAY_MS;
    await using opened = await openWith(models, { maxCostUsdPerDay: 1 }, clock);
    await opened.stream.until(ends((await opened.run()).runId));
    expect(refused(await opened.stream.until(ends((await opened.run()).runId)))).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      details: { budget: 'day', leftUsd: expect.closeTo(0.1) },
    });
    clock.advance(midnight - clock.now());
    expect(await opened.stream.until(ends((await opened.run()).runId))).toMatchObject({ event: 'agent.completed' });
  });

  test('is charged for what a stopped model had read and said', async () => {
    const models = modelsWith({ price: PRICE }, hangs(text('half an answer')));
    await using opened = await openWith(models, { maxCostUsdPerRun: 1 });
    const { runId } = await opened.run();
    await opened.stream.until(({ event }) => event === 'agent.delta');
    await opened.client.call('agent.abort', { runId, idempotencyKey: newKey() });
    const usage = { inputTokens: 10, outputTokens: 8, costUsd: 0.018 };
    expect(await opened.client.call('runs.get', { runId })).toMatchObject({ status: 'aborted', usage });
    expect(await opened.gateway.server.application.read.spend.spentByRun(SCOPE, runId)).toBeCloseTo(0.018, 10);
  });

  test('is charged for the words of a model that another one answered for, but not for its silence', async () => {
    const models = modelsWith(
      { price: PRICE },
      down('test/a is down'),
      down('test/b broke off', text('half')),
      answers(text('whole'), finish),
    );
    await using opened = await openWith(models, {
      primary: 'test/a',
      fallbacks: ['test/b', 'test/c'],
      maxCostUsdPerRun: 5,
    });
    const { runId } = await opened.run();
    const end = await opened.stream.until(ends(runId));
    expect(end).toMatchObject({ payload: { model: 'test/c', usage: { inputTokens: 20, outputTokens: 13 } } });
    expect(end.event === 'agent.completed' && end.payload.usage.costUsd).toBeCloseTo(0.033, 10);
    expect(await opened.gateway.server.application.read.spend.spentByRun(SCOPE, runId)).toBeCloseTo(0.033, 10);
  });

  test('counts what a gateway that went away had reserved, until the step is done again', async () => {
    const models = modelsWith({ price: PRICE }, hangs(text('a')), answers(text('whole'), finish));
    await using opened = await openWith(models, { maxCostUsdPerRun: 2 });
    const { runId } = await opened.run();
    await opened.stream.until(({ event }) => event === 'agent.delta');
    const read = () => opened.gateway.server.application.read;
    expect(await read().spend.spentByRun(SCOPE, runId)).toBeCloseTo(1.01, 10);
    await opened.gateway.restart();
    const client = await opened.gateway.connect();
    const stream = client.stream({ after: opened.stream.lastToken });
    await stream.started;
    await stream.until(ends(runId));
    expect(await read().spend.spentByRun(SCOPE, runId)).toBeCloseTo(0.015, 10);
  });
});

test('without a budget a paid call is written down all the same, and its answer is not bounded', async () => {
  const models = modelsWith({ price: PRICE });
  await using opened = await openWith(models, {});
  const { runId } = await opened.run();
  expect(await opened.stream.until(ends(runId))).toMatchObject({ payload: { usage: { costUsd: 0.015 } } });
  expect(models.requests[0]?.maxOutputTokens).toBeUndefined();
  expect(await opened.gateway.server.application.read.spend.spentByRun(SCOPE, runId)).toBeCloseTo(0.015, 10);
});
