import * as published from 'gpt-tokenizer/models.gen';
import { expect, test } from 'vitest';
import { contextWindowOf } from './context-windows.ts';

/** Not chat models of the Chat Completions API, or long retired. */
const OTHER = /audio|realtime|transcribe|instruct|vision|search/;

test('the table agrees with the tokenizer’s collection of OpenAI’s model pages', () => {
  const facts = Object.values<unknown>(published).filter(
    (fact): fact is { name: string; context_window: number } =>
      typeof fact === 'object' && fact !== null && 'name' in fact && 'context_window' in fact,
  );
  const chat = facts.filter(({ name }) => /^(gpt-|o\d)/.test(name) && !OTHER.test(name));
  expect(chat.length).toBeGreaterThan(50);
  expect(chat.map(({ name }) => [name, contextWindowOf(name)])).toEqual(
    chat.map(({ name, context_window }) => [name, context_window]),
  );
});

test('a model that nobody knows is taken for 128,000', () => {
  expect(contextWindowOf('qwen3:8b')).toBe(128_000);
});
