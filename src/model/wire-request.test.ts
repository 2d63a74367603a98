/** What is sent, in each wire format: the server sees the request, and the tests say the whole of it. */
import { expect, test } from 'vitest';
import type { ModelFacts, ModelImage, ModelMessage, ModelRequest } from '../domain/run/model-port.ts';
import type { FakeWire } from '../testing/fake-models.ts';
import { answer } from '../testing/fake-scenes.ts';
import { startWireRig, userSays } from './provider-fixture.ts';

async function sent(
  wire: FakeWire,
  request: Partial<ModelRequest>,
  facts: Partial<ModelFacts> = {},
): Promise<Record<string, unknown>> {
  await using rig = await startWireRig(wire, [answer('ok')], { facts });
  await rig.ask(request);
  return { ...rig.requests[0]?.body };
}

const CALLS = [
  { toolCallId: 'c1', toolName: 'bash.exec', args: { command: 'ls' } },
  { toolCallId: 'c2', toolName: 'file.read', args: {} },
];
const assistant = (fields: Partial<Extract<ModelMessage, { role: 'assistant' }>>): ModelMessage => ({
  role: 'assistant',
  text: '',
  reasoning: '',
  toolCalls: [],
  ...fields,
});
const result = (toolCallId: string, status: 'success' | 'denied', output: string): ModelMessage => ({
  role: 'tool',
  toolCallId,
  toolName: 'bash.exec',
  status,
  output,
});
/** A turn with two calls, then what the person says next. */
const HISTORY: ModelMessage[] = [
  { role: 'system', text: 'Be brief.' },
  ...userSays('look'),
  assistant({ text: 'I look.', reasoning: 'hm', toolCalls: CALLS }),
  result('c1', 'success', 'a.txt'),
  result('c2', 'denied', 'not today'),
  assistant({ text: 'There is a.txt.' }),
  ...userSays('thanks'),
];
const MARK = { cache_control: { type: 'ephemeral' } };

test('openai: a whole Responses request, nothing stored', async () => {
  expect(await sent('openai', { messages: HISTORY, maxOutputTokens: 500 })).toEqual({
    model: 'm',
    stream: true,
    store: false,
    max_output_tokens: 500,
    input: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'look' },
      { role: 'assistant', content: 'I look.' },
      { type: 'function_call', call_id: 'c1', name: 'bash_exec', arguments: '{"command":"ls"}' },
      { type: 'function_call', call_id: 'c2', name: 'file_read', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'a.txt' },
      { type: 'function_call_output', call_id: 'c2', output: '[denied] not today' },
      { role: 'assistant', content: 'There is a.txt.' },
      { role: 'user', content: 'thanks' },
    ],
    tools: [
      {
        type: 'function',
        name: 'bash_exec',
        description: 'Runs a command.',
        parameters: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
        strict: false,
      },
    ],
  });
});

test('anthropic: a whole Messages request, user and assistant in turns, with marks for the cache', async () => {
  expect(await sent('anthropic', { messages: HISTORY, maxOutputTokens: 500 })).toEqual({
    model: 'm',
    stream: true,
    max_tokens: 500,
    system: [{ type: 'text', text: 'Be brief.', ...MARK }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'look' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: 'c1', name: 'bash_exec', input: { command: 'ls' } },
          { type: 'tool_use', id: 'c2', name: 'file_read', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: 'a.txt' },
          { type: 'tool_result', tool_use_id: 'c2', content: '[denied] not today', is_error: true },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'There is a.txt.' }] },
      { role: 'user', content: [{ type: 'text', text: 'thanks', ...MARK }] },
    ],
    tools: [
      {
        name: 'bash_exec',
        description: 'Runs a command.',
        input_schema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
        ...MARK,
      },
    ],
  });
});

test('openai-compatible: the bound of an answer is max_tokens; without one nothing is said of it', async () => {
  expect(await sent('openai-compatible', { maxOutputTokens: 500 })).toMatchObject({ max_tokens: 500 });
  expect(await sent('openai-compatible', {})).not.toHaveProperty('max_tokens');
  expect(await sent('openai', {})).not.toHaveProperty('max_output_tokens');
});

test('openai: a bound below what the API takes is raised to it', async () => {
  expect(await sent('openai', { maxOutputTokens: 5 })).toMatchObject({ max_output_tokens: 16 });
});

test('anthropic: the API always wants a bound, and without one gets what the model can do, with room left for the history', async () => {
  expect(await sent('anthropic', {})).toMatchObject({ max_tokens: 4_096 });
  expect(await sent('anthropic', {}, { maxOutputTokens: 128_000 })).toMatchObject({ max_tokens: 32_000 });
});

const UNFINISHED: ModelMessage[] = [
  ...userSays('go'),
  assistant({ toolCalls: CALLS }),
  result('c1', 'success', ''),
  ...userSays('and now?'),
];
const UNKNOWN = '[unknown] No result of this call was recorded.';

test('a call without a result gets one that says so, before anything else is said', async () => {
  expect((await sent('openai-compatible', { messages: UNFINISHED }))['messages']).toMatchObject([
    { role: 'user' },
    { role: 'assistant' },
    { role: 'tool', tool_call_id: 'c1', content: '' },
    { role: 'tool', tool_call_id: 'c2', content: UNKNOWN },
    { role: 'user', content: 'and now?' },
  ]);
  expect((await sent('openai', { messages: UNFINISHED }))['input']).toMatchObject([
    { role: 'user' },
    { type: 'function_call', call_id: 'c1' },
    { type: 'function_call', call_id: 'c2' },
    { type: 'function_call_output', call_id: 'c1', output: '' },
    { type: 'function_call_output', call_id: 'c2', output: UNKNOWN },
    { role: 'user', content: 'and now?' },
  ]);
  expect((await sent('anthropic', { messages: UNFINISHED }))['messages']).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'go' }] },
    { role: 'assistant', content: expect.any(Array) },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'c1' },
        { type: 'tool_result', tool_use_id: 'c2', content: UNKNOWN, is_error: true },
        { type: 'text', text: 'and now?', ...MARK },
      ],
    },
  ]);
});

test('a call at the very end gets its result too', async () => {
  const messages = [...userSays('go'), assistant({ toolCalls: CALLS.slice(0, 1) })];
  expect((await sent('openai', { messages }))['input']).toHaveLength(3);
});

test('a result whose call was cut away is left out', async () => {
  const messages = [result('gone', 'success', 'x'), ...userSays('hi')];
  expect((await sent('openai', { messages }))['input']).toEqual([{ role: 'user', content: 'hi' }]);
});

test.each(['openai', 'anthropic', 'openai-compatible'] as const)(
  '%s: a message that is encoded twice is sent the same twice, marks for the cache included',
  async (wire) => {
    await using rig = await startWireRig(wire, [answer('a'), answer('b')]);
    const tools = [{ name: 'file.read', description: 'd', params: {} }];
    await rig.ask({ messages: HISTORY, tools });
    await rig.ask({ messages: HISTORY, tools });
    expect(rig.requests[1]?.body).toEqual(rig.requests[0]?.body);
  },
);

function picture(): { image: ModelImage; reads: () => number } {
  let reads = 0;
  const data = async () => {
    reads += 1;
    // A view into a larger buffer, as one from a file may be.
    return new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 4);
  };
  return { image: { name: 'cat.png', mediaType: 'image/png', data }, reads: () => reads };
}
const BASE64 = Buffer.from([1, 2, 3]).toString('base64');

test('a picture goes to a model that sees, in the form of each wire', async () => {
  const { image, reads } = picture();
  const messages: ModelMessage[] = [{ role: 'user', text: 'what is it?', images: [image] }, ...userSays('hm?')];
  const facts = { vision: true };
  expect((await sent('openai-compatible', { messages }, facts))['messages']).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'what is it?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${BASE64}` } },
        { type: 'text', text: 'hm?' },
      ],
    },
  ]);
  expect((await sent('openai', { messages }, facts))['input']).toEqual([
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'what is it?' },
        { type: 'input_image', image_url: `data:image/png;base64,${BASE64}` },
        { type: 'input_text', text: 'hm?' },
      ],
    },
  ]);
  expect((await sent('anthropic', { messages }, facts))['messages']).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'what is it?' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: BASE64 } },
        { type: 'text', text: 'hm?', ...MARK },
      ],
    },
  ]);
  expect(reads()).toBe(3);
});

test.each(['openai', 'anthropic', 'openai-compatible'] as const)(
  '%s: a model that does not see is told of the picture, which is not even read',
  async (wire) => {
    const { image, reads } = picture();
    const messages: ModelMessage[] = [{ role: 'user', text: 'what is it?', images: [image] }];
    const body = JSON.stringify(await sent(wire, { messages }));
    expect(body).toContain('what is it?\\n[image cat.png was attached; this model cannot see images]');
    expect(reads()).toBe(0);
  },
);

test('anthropic: white space alone is no block of text, which the API refuses', async () => {
  const messages = [...userSays('go'), assistant({ text: '\n', toolCalls: CALLS.slice(0, 1) }), ...userSays(' ')];
  expect((await sent('anthropic', { messages }))['messages']).toMatchObject([
    { role: 'user' },
    { role: 'assistant', content: [{ type: 'tool_use' }] },
    { role: 'user', content: [{ type: 'tool_result' }, { type: 'text', text: '(empty)' }] },
  ]);
});
