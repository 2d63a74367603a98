/** The chain and the budget over real wires: a gateway with keys in its environment, servers that speak the providers' formats. */
import { expect, test } from 'vitest';
import { ends, newKey } from '../testing/bare-client.ts';
import { type MessagesScript, startFakeAnthropic } from '../testing/fake-anthropic.ts';
import { startFakeModel } from '../testing/fake-models.ts';
import { answer, type Scene, USAGE } from '../testing/fake-scenes.ts';
import { startTestGateway } from '../testing/test-gateway.ts';

/** A gateway whose Claude does as the script says, and whose GPT answers `from gpt`. */
async function run(script: MessagesScript, modelPolicy: Record<string, unknown> = {}) {
  await using claude = await startFakeAnthropic({ script });
  await using gpt = await startFakeModel('openai-compatible', { scenes: [answer('from gpt')] });
  await using gateway = await startTestGateway({
    environment: {
      ANTHROPIC_API_KEY: 'sk-ant-test',
      ANTHROPIC_BASE_URL: claude.baseUrl,
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: gpt.baseUrl,
    },
  });
  const client = await gateway.connect();
  await client.call('policy.update', {
    patch: { modelPolicy: { fallbacks: ['openai/gpt-5-mini'], ...modelPolicy } },
    idempotencyKey: newKey(),
  });
  const stream = client.stream();
  await stream.started;
  const { runId } = await client.call('agent.run', { input: 'hi', idempotencyKey: newKey() });
  const end = await stream.until(ends(runId));
  const bodies = (fake: { requests: readonly { body: unknown }[] }) =>
    fake.requests.map(({ body }) => body as Record<string, unknown>);
  return { end, claude: bodies(claude), gpt: bodies(gpt) };
}

test('a request that the provider calls wrong is not sent to another one', async () => {
  const { end, gpt } = await run((voice) => voice.refuse('bad_request', 'max_tokens is too large'));
  expect(end).toMatchObject({ event: 'agent.failed', payload: { error: { code: 'INVALID_REQUEST' } } });
  expect(gpt).toEqual([]);
});

test('a refused key, and text that broke off: the other provider answers, and only its text stays', async () => {
  for (const script of [
    (voice) => voice.refuse('auth', 'invalid x-api-key'),
    (voice) => {
      voice.text('from cla');
      voice.error('auth', 'key revoked');
    },
  ] satisfies MessagesScript[]) {
    const { end } = await run(script);
    expect(end).toMatchObject({ event: 'agent.completed', payload: { text: 'from gpt', model: 'openai/gpt-5-mini' } });
  }
});

test('a budget bounds the answer on the wire, whoever is asked, and what was used is charged by the list', async () => {
  // Claude Sonnet 5.5: 10 dollars for a million tokens of output; GPT-5 mini: 2.
  const { end, claude, gpt } = await run((voice) => voice.refuse('auth', 'invalid x-api-key'), {
    maxCostUsdPerRun: 0.02,
  });
  const bound = Number(claude[0]?.['max_tokens']);
  expect(bound).toBeGreaterThan(256);
  expect(bound).toBeLessThan(2_000);
  const { max_tokens: maxTokens, max_completion_tokens: maxCompletionTokens = maxTokens } = gpt[0] ?? {};
  expect(Number(maxCompletionTokens)).toBeGreaterThan(bound);
  expect(Number(maxCompletionTokens)).toBeLessThan(10_000);
  const costUsd = (USAGE.inputTokens * 0.25 + USAGE.outputTokens * 2) / 1_000_000;
  expect(end).toMatchObject({ payload: { usage: { ...USAGE, costUsd } } });
});

test('a provider that asks to wait is told of, waited for and asked again', async () => {
  const refused: Scene = [{ refuse: 'rate_limited', headers: { 'retry-after': '1' } }];
  await using gpt = await startFakeModel('openai-compatible', { scenes: [refused, answer('from gpt')] });
  await using gateway = await startTestGateway({
    environment: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: gpt.baseUrl },
  });
  const client = await gateway.connect();
  const stream = client.stream();
  await stream.started;
  const { runId } = await client.call('agent.run', { input: 'hi', idempotencyKey: newKey() });
  const told = await stream.until((e) => e.event === 'session.updated' && e.payload.notice?.kind === 'rate_limit');
  expect(told).toMatchObject({ payload: { notice: { runId, model: 'openai/gpt-5-mini', retryAfterMs: 1_000 } } });
  expect(await stream.until(ends(runId))).toMatchObject({ event: 'agent.completed', payload: { text: 'from gpt' } });
  expect(gpt.requests).toHaveLength(2);
});
