import { expect, test } from 'vitest';
import type { ModelMessage } from '../domain/run/model-port.ts';
import { encodeChat } from './encode-chat.ts';
import { BASH, requestOf, userSays } from './provider-fixture.ts';
import { toolNamesByWire } from './tool-names.ts';

const call = { toolCallId: 'c1', toolName: 'bash.exec', args: { command: 'ls' } };
const wireCall = { id: 'c1', type: 'function', function: { name: 'bash_exec', arguments: '{"command":"ls"}' } };

const BLIND = { vision: false, maxOutputTokens: 1_000 };

async function messagesOf(messages: ModelMessage[], facts = BLIND): Promise<unknown> {
  const body: unknown = JSON.parse(await encodeChat('m', requestOf(messages), facts));
  return body !== null && typeof body === 'object' && 'messages' in body ? body.messages : undefined;
}

test('two tools with one name on the wire are a mistake that is said, not a call of the wrong one', () => {
  expect(() => toolNamesByWire([BASH, { ...BASH, name: 'bash_exec' }])).toThrow('bash.exec and bash_exec');
});

test('a tool round keeps its ids, has null for missing text, and says every outcome but success', async () => {
  const assistant = { role: 'assistant', text: '', reasoning: '', toolCalls: [call] } as const;
  for (const [status, content] of [
    ['success', 'out'],
    ['denied', '[denied] out'],
    ['unknown', '[unknown] out'],
  ] as const) {
    const result = { role: 'tool', toolCallId: 'c1', toolName: 'bash.exec', status, output: 'out' } as const;
    expect(await messagesOf([...userSays('hi'), { ...assistant, toolCalls: [call] }, result])).toEqual([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: null, tool_calls: [wireCall] },
      { role: 'tool', tool_call_id: 'c1', content },
    ]);
  }
});

test('reasoning goes back within the turn and not after it', async () => {
  const thought: ModelMessage = { role: 'assistant', text: 'so', reasoning: 'hm', toolCalls: [call] };
  const result: ModelMessage = { role: 'tool', toolCallId: 'c1', toolName: 'bash.exec', status: 'success', output: '' };
  const turn = [...userSays('hi'), thought, result];
  const bare = { role: 'assistant', content: 'so', tool_calls: [wireCall] };
  expect(await messagesOf(turn)).toContainEqual({ ...bare, reasoning_content: 'hm' });
  expect(await messagesOf([...turn, ...userSays('next')])).toContainEqual(bare);
});

test('a step that was stopped before it said anything is left out, and what the person said around it is one turn', async () => {
  const empty: ModelMessage = { role: 'assistant', text: '', reasoning: 'only thought', toolCalls: [] };
  expect(await messagesOf([...userSays('a'), empty, ...userSays('b')])).toEqual([{ role: 'user', content: 'a\n\nb' }]);
});

test('half a surrogate pair is not sent: servers that speak UTF-8 cannot hold it', async () => {
  expect(await messagesOf(userSays('a\uD83D'))).toEqual([{ role: 'user', content: 'a\uFFFD' }]);
});

test('a request without tools has no tools field: some servers refuse an empty list', async () => {
  expect(JSON.parse(await encodeChat('m', requestOf(userSays('hi'), []), BLIND))).not.toHaveProperty('tools');
});

test('a message is turned into JSON once in its life', async () => {
  let reads = 0;
  const message: ModelMessage = {
    role: 'user',
    get text() {
      reads += 1;
      return 'hi';
    },
  };
  const first = await encodeChat('m', requestOf([message]), BLIND);
  expect(await encodeChat('m', requestOf([message]), BLIND)).toBe(first);
  expect(reads).toBe(1);
});
