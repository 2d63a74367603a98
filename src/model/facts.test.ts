import * as published from 'gpt-tokenizer/models.gen';
import { describe, expect, test } from 'vitest';
import { FREE, factsOf, isKnownModel, priceUsage } from './facts.ts';

/** Not chat models, or long retired. */
const OTHER = /audio|realtime|transcribe|instruct|vision|search|tts|image/;

type Published = { name: string; context_window: number; max_output_tokens: number; modalities: { input: string[] } };

test('the table agrees with the tokenizer’s collection of OpenAI’s model pages', () => {
  const facts = Object.values<unknown>(published).filter(
    (fact): fact is Published =>
      typeof fact === 'object' && fact !== null && 'name' in fact && 'context_window' in fact,
  );
  const chat = facts.filter(({ name }) => /^(gpt-|o\d)/.test(name) && !OTHER.test(name));
  expect(chat.length).toBeGreaterThan(50);
  expect(
    chat.map(({ name }) => {
      const { contextWindow, maxOutputTokens, vision } = factsOf('openai', name);
      return [name, contextWindow, maxOutputTokens, vision];
    }),
  ).toEqual(
    chat.map(({ name, context_window, max_output_tokens, modalities }) => [
      name,
      context_window,
      max_output_tokens,
      modalities.input.includes('image'),
    ]),
  );
});

describe('a price is not guessed', () => {
  test.each([
    ['openai', 'gpt-9'],
    ['openai', 'gpt-5-ultra'],
    ['openai', 'gpt-5.5-pro-max'],
    ['openai', 'meta-llama/Llama-4'],
    ['openai', 'gpt-oss-20b'],
    ['anthropic', 'claude-opus-9'],
    ['anthropic', 'claude-fable-5-2'],
    ['anthropic', 'gpt-5'],
    ['somewhere', 'qwen3:8b'],
  ])('of %s/%s, a model or variant that nobody told us of', (provider, modelId) => {
    expect(factsOf(provider, modelId).price).toBeUndefined();
  });

  test.each([
    ['openai', 'gpt-5-mini', 0.25, 2],
    ['openai', 'gpt-5-mini-2025-08-07', 0.25, 2],
    ['openai', 'gpt-5-chat-latest', 1.25, 10],
    ['openai', 'o3-pro-2025-06-10', 20, 80],
    ['anthropic', 'claude-sonnet-4-20250514', 3, 15],
    ['anthropic', 'claude-sonnet-4-5-20250929', 3, 15],
    ['anthropic', 'claude-opus-5-5', 4, 20],
  ])('but that of %s/%s is known, snapshots included', (provider, modelId, input, output) => {
    expect(factsOf(provider, modelId).price).toMatchObject({ input, output });
  });
});

test('local servers and the demo cost nothing, whatever the model is called', () => {
  for (const provider of ['demo', 'ollama', 'llamacpp', 'vllm', 'lmstudio'])
    expect(factsOf(provider, 'gpt-5').price).toEqual(FREE);
});

test('a model that nobody knows is taken for one with a window of 128,000', () => {
  expect(factsOf('ollama', 'qwen3:8b')).toMatchObject({ contextWindow: 128_000, maxOutputTokens: 16_384, tools: true });
});

test('models for other uses are not taken for known ones', () => {
  expect(['gpt-5-mini', 'o4-mini-2025-04-16'].map((id) => isKnownModel('openai', id))).toEqual([true, true]);
  expect(
    ['gpt-4o-audio-preview', 'gpt-4o-mini-tts', 'text-embedding-3-large'].map((id) => isKnownModel('openai', id)),
  ).toEqual([false, false, false]);
});

describe('a call is priced', () => {
  const price = { input: 2, cachedInput: 0.5, cacheWrite: 2.5, output: 8 };

  test('by million tokens; what was cached and what enters the cache at their own prices', () => {
    expect(priceUsage(price, { inputTokens: 1_000_000, outputTokens: 500_000 })).toBe(6);
    const cached = { inputTokens: 1_000_000, cachedInputTokens: 600_000, cacheWriteTokens: 200_000, outputTokens: 0 };
    expect(priceUsage(price, cached)).toBeCloseTo(0.4 + 0.3 + 0.5, 10);
  });

  test('cached input as any other where the provider has no price for it', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 1_000_000, outputTokens: 0 };
    expect(priceUsage({ input: 3, output: 1 }, usage)).toBe(3);
  });

  test('as a whole at the price of long calls once its input is long', () => {
    const long = { ...price, long: { aboveTokens: 1_000, input: 4, output: 12 } };
    expect(priceUsage(long, { inputTokens: 1_000, outputTokens: 1_000 })).toBeCloseTo(0.01, 10);
    expect(priceUsage(long, { inputTokens: 1_001, outputTokens: 1_000 })).toBeCloseTo(0.016004, 10);
  });
});
