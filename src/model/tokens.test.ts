import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { BASH, userSays } from './provider-fixture.ts';
import { countRequestTokens, countTextTokens } from './tokens.ts';

test('text that looks like a special token is counted as text', async () => {
  expect(await countTextTokens('a <|endoftext|> b')).toBeGreaterThan(5);
});

test('windows change the count of prose by less than two in a hundred', async () => {
  const prose = 'The quick brown fox jumps over the lazy dog, and then it sleeps.\n敏捷的棕色狐狸跳过了懒狗。'.repeat(
    200,
  );
  const exact = countTokens(prose);
  const counted = await countTextTokens(prose);
  expect(Math.abs(counted - exact) / exact).toBeLessThan(0.02);
});

test('a run of letters without a break is cut, so that its cost does not grow with its square', async () => {
  const run = '你好世界我们来写一段很长的中文'.repeat(40);
  const windows = [0, 256, 512].map((from) => countTokens(run.slice(from, from + 256)));
  expect(await countTextTokens(run)).toBe(windows.reduce((sum, tokens) => sum + tokens));
  // Counted whole it has other tokens at the cuts, so this would be seen.
  expect(await countTextTokens(run)).not.toBe(countTokens(run));
});

test('a message object is counted once in its life', async () => {
  let reads = 0;
  const message = {
    role: 'user' as const,
    get text() {
      reads += 1;
      return 'hello world';
    },
  };
  expect(await countRequestTokens([message], [])).toBe(5);
  expect(await countRequestTokens([message, ...userSays('hello world')], [])).toBe(10);
  expect(reads).toBe(1);
});

test('tools and tool calls count', async () => {
  const call = { toolCallId: 'c', toolName: 'bash.exec', args: { command: 'ls' } };
  const assistant = { role: 'assistant' as const, text: '', reasoning: '', toolCalls: [call] };
  const empty = { ...assistant, toolCalls: [] };
  expect(await countRequestTokens([assistant], [])).toBeGreaterThan(await countRequestTokens([empty], []));
  expect(await countRequestTokens([], [BASH])).toBeGreaterThan(10);
});

test('a picture counts as much as a large one, unread', async () => {
  const data = () => Promise.reject(new Error('read'));
  const image = { name: 'a.png', mediaType: 'image/png', data };
  const [bare] = userSays('look');
  const pictured = { role: 'user' as const, text: 'look', images: [image, image] };
  expect(await countRequestTokens([pictured], [])).toBe((await countRequestTokens(bare ? [bare] : [], [])) + 3_200);
});
