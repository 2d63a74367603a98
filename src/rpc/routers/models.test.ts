import { describe, expect, test } from 'vitest';
import { SCOPE } from '../../compose.ts';
import { systemClock } from '../../config/system.ts';
import type { ModelPrice, Models } from '../../domain/run/model-port.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { startFakeOpenAi } from '../../testing/fake-openai.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { like } from '../matchers.fixture.ts';
import { MODEL, scriptedModels } from '../scripted.fixture.ts';

const NOON = Date.parse('2026-11-01T12:00:00.000Z');
/** A dollar for a thousand tokens. */
const PRICE: ModelPrice = { input: 1_000, output: 1_000 };

async function open(overrides: Partial<Models> & { price?: ModelPrice } = {}) {
  const scripted = scriptedModels();
  const { price, ...more } = overrides;
  let tested = 0;
  const models: Models = {
    ...scripted,
    describe: (model) => {
      const facts = scripted.describe(model);
      return facts && { ...facts, price };
    },
    ...more,
    test: (model, signal) => {
      tested += 1;
      return (more.test ?? scripted.test)(model, signal);
    },
  };
  const clock = { ...systemClock, now: () => NOON };
  const gateway = await startTestGateway({ overrides: { models, clock } });
  const client = await gateway.connect();
  const policy = (modelPolicy: Record<string, unknown>) =>
    client.call('policy.update', { patch: { modelPolicy }, idempotencyKey: newKey() });
  return {
    client,
    gateway,
    policy,
    tested: () => tested,
    spent: () => gateway.server.application.read.spend.spentOnDay(SCOPE, '2026-11-01'),
    audits: async (from: BareClient = client) => (await from.call('audit.query', { action: 'models.test' })).items,
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

describe('models.test is refused, and no model is asked,', () => {
  test('for a model that the policy does not allow: POLICY_DENIED', async () => {
    await using opened = await open();
    await opened.policy({ allowed: ['other/model'] });
    expect(await opened.client.refusal('models.test', { model: MODEL, idempotencyKey: newKey() })).toMatchObject({
      code: 'POLICY_DENIED',
      message: like(/does not allow the model test\/scripted/),
    });
    expect([opened.tested(), await opened.audits()]).toEqual([0, []]);
  });

  test.each([
    ['less is left than it may cost', PRICE, 0.5, 'day'],
    ['nobody knows what the model costs', undefined, 5, 'unknown_price'],
  ])('when %s of a day: BUDGET_EXCEEDED', async (_why, price, maxCostUsdPerDay, budget) => {
    await using opened = await open({ ...(price && { price }) });
    await opened.policy({ maxCostUsdPerDay });
    expect(await opened.client.refusal('models.test', { model: MODEL, idempotencyKey: newKey() })).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      details: { budget },
    });
    expect([opened.tested(), await opened.spent()]).toEqual([0, 0]);
  });

  test.each(['scripted', 'test/', '/x', 'a b/c'])('for “%s”, which names no model: INVALID_REQUEST', async (model) => {
    await using opened = await open();
    expect(await opened.client.refusal('models.test', { model, idempotencyKey: newKey() })).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { field: 'model' },
    });
  });
});

test('a model that does not answer is a result with the reason, and costs nothing', async () => {
  const error = new ProtocolError('MODEL_UNAVAILABLE', 'test/scripted refused the key');
  await using opened = await open({ price: PRICE, test: () => Promise.reject(error) });
  await opened.policy({ maxCostUsdPerDay: 5 });
  expect(await opened.client.call('models.test', { model: MODEL, idempotencyKey: newKey() })).toMatchObject({
    model: MODEL,
    ok: false,
    error: { code: 'MODEL_UNAVAILABLE', message: 'test/scripted refused the key' },
  });
  expect(await opened.spent()).toBe(0);
});

test.each([
  ['a model that talks is cut to one short line', ` Well,\n\n${'ok 👍 '.repeat(80)}`, /^Well, ok 👍 .{68}…$/u],
  ['a word is that word', 'OK\n', /^OK$/],
])('%s', async (_name, said, sample) => {
  const trial = { text: said, usage: { inputTokens: 1, outputTokens: 1 }, firstTokenMs: 1, durationMs: 2 };
  await using opened = await open({ test: () => Promise.resolve(trial) });
  const answer = await opened.client.call('models.test', { model: MODEL, idempotencyKey: newKey() });
  expect(answer.sample).toMatch(sample);
  expect(Array.from(answer.sample ?? '').length).toBeLessThanOrEqual(80);
});

test('a model that said nothing has no sample', async () => {
  const trial = { text: ' \n', usage: { inputTokens: 1, outputTokens: 1 }, firstTokenMs: 1, durationMs: 2 };
  await using opened = await open({ test: () => Promise.resolve(trial) });
  const answer = await opened.client.call('models.test', { model: MODEL, idempotencyKey: newKey() });
  expect(answer).not.toHaveProperty('sample');
});

test('a bug of ours in it stays INTERNAL_ERROR', async () => {
  await using opened = await open({ test: () => Promise.reject(new Error('a bug')) });
  expect(await opened.client.refusal('models.test', { model: MODEL, idempotencyKey: newKey() })).toMatchObject({
    code: 'INTERNAL_ERROR',
  });
});

describe.each([
  ['with a budget', { maxCostUsdPerDay: 5 }],
  ['without one', {}],
])('a real round trip %s', (_how, policy) => {
  test('answers how long it took and what it cost, is asked once per key, is in the audit trail and counted', async () => {
    await using opened = await open({ price: PRICE });
    await opened.policy(policy);
    const call = { model: MODEL, idempotencyKey: newKey() };
    const answer = await opened.client.call('models.test', call);
    expect(answer).toEqual({
      model: MODEL,
      ok: true,
      firstTokenMs: 1,
      durationMs: 2,
      usage: { inputTokens: 10, outputTokens: 5, costUsd: 0.015 },
      sample: 'OK',
    });
    expect(await opened.client.call('models.test', call)).toEqual(answer);
    expect(opened.tested()).toBe(1);
    expect(await opened.spent()).toBeCloseTo(0.015, 10);
    expect(await opened.audits()).toMatchObject([{ actor: 'u_owner', resource: MODEL, outcome: 'allowed' }]);
  });
});

test('models.list says what there is, what it costs, and what the policy allows', async () => {
  await using opened = await open();
  const facts = { contextWindow: 1_000, maxOutputTokens: 1_000, tools: true, vision: false };
  const listed = (allowed: boolean) => ({
    defaultModel: MODEL,
    sessionModel: MODEL,
    providers: [{ name: 'test', kind: 'demo', status: 'ready', models: [{ model: MODEL, ...facts, allowed }] }],
  });
  expect(await opened.client.call('models.list', {})).toEqual(listed(true));
  await opened.policy({ allowed: ['other/model'] });
  expect(await opened.client.call('models.list', {})).toEqual(listed(false));
});

test('models.list says who answers a session that names no model: whom the policy names, else the default', async () => {
  await using opened = await open();
  await opened.policy({ primary: 'other/model' });
  expect(await opened.client.call('models.list', {})).toMatchObject({
    defaultModel: MODEL,
    sessionModel: 'other/model',
  });
  await opened.policy({ primary: 'auto' });
  expect(await opened.client.call('models.list', {})).toMatchObject({ sessionModel: MODEL });
});

test('the gateway as it is without a key: the demo answers for real, and says that it is free', async () => {
  await using gateway = await startTestGateway();
  const client = await gateway.connect();
  const { defaultModel, providers } = await client.call('models.list', {});
  expect(defaultModel).toBe('demo/scripted');
  expect(providers.map(({ name, status }) => [name, status])).toEqual([
    ['anthropic', 'no_key'],
    ['openai', 'no_key'],
    ['demo', 'ready'],
  ]);
  expect(providers[2]?.models).toMatchObject([
    { model: 'demo/scripted', price: { input: 0, output: 0 }, allowed: true },
  ]);
  expect(await client.call('models.test', { model: defaultModel, idempotencyKey: newKey() })).toMatchObject({
    ok: true,
  });
  expect(await client.call('models.test', { model: 'openai/gpt-5', idempotencyKey: newKey() })).toMatchObject({
    ok: false,
    error: { code: 'MODEL_UNAVAILABLE', message: like(/no provider is configured for openai\/gpt-5/) },
  });
});

test('a server on this machine is found by itself, is the default then, and answers; no key of ours reaches it', async () => {
  await using ollama = await startFakeOpenAi({ models: ['qwen3:8b'], script: (reply) => reply.answer('from here') });
  await using gateway = await startTestGateway({
    overrides: { localServers: [{ name: 'ollama', baseUrl: ollama.baseUrl }] },
  });
  const client = await gateway.connect();
  const { defaultModel, providers } = await client.call('models.list', {});
  expect(defaultModel).toBe('ollama/qwen3:8b');
  expect(providers.find(({ name }) => name === 'ollama')).toMatchObject({ status: 'ready', kind: 'openai-compatible' });
  const stream = client.stream();
  await stream.started;
  const { runId } = await client.call('agent.run', { input: 'hi', idempotencyKey: newKey() });
  expect(await stream.until(ends(runId))).toMatchObject({ payload: { text: 'from here', model: 'ollama/qwen3:8b' } });
  expect(ollama.requests[0]?.headers.authorization).toBeUndefined();
});
