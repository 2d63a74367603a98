import { expect, test } from 'vitest';
import { startFakeOpenAi } from '../testing/fake-openai.ts';
import { createModels } from './models.ts';
import { collect, createTestClock, requestOf, userSays } from './provider-fixture.ts';

const ports = { clock: createTestClock(), random: () => 0.5 };
const signal = new AbortController().signal;
const request = (model: string) => ({ ...requestOf(userSays('help')), model });

test.each(['openai/gpt-5', 'anthropic/claude', 'nonsense', '/x', ''])(
  'without such a provider “%s” is MODEL_UNAVAILABLE, naming what there is',
  async (model) => {
    const models = createModels({ ...ports, providers: {} });
    expect(models.describe(model)).toBeUndefined();
    await expect(collect(models.stream(request(model), signal))).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: `no provider is configured for ${model}: this gateway has demo`,
    });
  },
);

test('the demo is always there, and only as demo/scripted', async () => {
  const models = createModels({ ...ports, providers: {} });
  expect(models.defaultModel).toBe('demo/scripted');
  expect(models.describe('demo/scripted')).toEqual({ contextWindow: 32_000 });
  expect(models.describe('demo/other')).toBeUndefined();
  expect((await collect(models.stream(request('demo/scripted'), signal))).at(-1)).toMatchObject({ type: 'finish' });
});

test('openai/<model> goes to the configured address; the model keeps its own slashes', async () => {
  await using fake = await startFakeOpenAi({ script: (reply) => reply.answer('ok') });
  const models = createModels({
    ...ports,
    providers: { openai: { baseUrl: fake.baseUrl, apiKey: 'k' } },
  });
  expect(models.describe('openai/gpt-5')).toEqual({ contextWindow: 400_000 });
  expect(models.describe('openai/meta-llama/Llama-4')).toEqual({ contextWindow: 128_000 });
  await collect(models.stream(request('openai/meta-llama/Llama-4'), signal));
  expect(fake.requests[0]).toMatchObject({
    body: { model: 'meta-llama/Llama-4' },
    headers: { authorization: 'Bearer k' },
  });
});
