import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FAKE_WIRES, type FakeWire, startFakeModel } from './fake-models.ts';
import { type Answer, conversation, type Scene } from './fake-scenes.ts';

const PATHS: Record<FakeWire, string> = {
  openai: '/responses',
  'openai-compatible': '/chat/completions',
  anthropic: '/messages',
};
const ask = (baseUrl: string, wire: FakeWire) =>
  fetch(baseUrl + PATHS[wire], { method: 'POST', body: JSON.stringify({ model: 'm', messages: [] }) });
const eventsOf = (stream: string) => [...stream.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);

const SCENE: Scene = [
  'hollow',
  { reasoning: 'hm' },
  { text: 'a' },
  { text: 'b' },
  { toolCall: { name: 'bash.exec', args: { x: 1 }, pieceChars: 4 } },
  { end: 'tool_calls' },
];

test('Responses: items are opened and closed in order, the usage comes last', async () => {
  await using fake = await startFakeModel('openai', { scenes: [SCENE] });
  const stream = await (await ask(fake.baseUrl, 'openai')).text();
  expect(eventsOf(stream).map((name) => name?.replace('response.', ''))).toEqual([
    'created',
    'in_progress',
    'output_item.added',
    'reasoning_summary_part.added',
    'reasoning_summary_text.delta',
    'reasoning_summary_text.done',
    'reasoning_summary_part.done',
    'output_item.done',
    'output_item.added',
    'content_part.added',
    'output_text.delta',
    'output_text.delta',
    'output_text.done',
    'content_part.done',
    'output_item.done',
    'output_item.added',
    'function_call_arguments.delta',
    'function_call_arguments.delta',
    'function_call_arguments.done',
    'output_item.done',
    'completed',
  ]);
  expect(stream.split('"input_tokens":10')).toHaveLength(2);
  expect(stream.trim().split('\n\n').at(-1)).toContain('"input_tokens":10');
  const numbers = [...stream.matchAll(/"sequence_number":(\d+)/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(numbers.map((_number, index) => index));
});

test('Messages: blocks one after another, signed thoughts, arguments that begin with nothing', async () => {
  await using fake = await startFakeModel('anthropic', {
    scenes: [[...SCENE.slice(0, 4), 'keep-alive', ...SCENE.slice(4)]],
  });
  const stream = await (await ask(fake.baseUrl, 'anthropic')).text();
  expect(eventsOf(stream)).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'content_block_start',
    'content_block_delta',
    'content_block_delta',
    'ping',
    'content_block_stop',
    'content_block_start',
    'content_block_delta',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  expect(stream).toContain('"signature_delta"');
  expect(stream).toContain('"partial_json":""');
});

const FAILURES: [FakeWire, number, string][] = [
  ['openai', 401, '{"error":{"message":"no","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}'],
  [
    'openai-compatible',
    401,
    '{"error":{"message":"no","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}',
  ],
  ['anthropic', 401, '{"type":"error","error":{"type":"authentication_error","message":"no"}}'],
];
test.each(FAILURES)('%s refuses with its own body', async (wire, status, body) => {
  await using fake = await startFakeModel(wire, {
    scenes: [[{ refuse: 'auth', message: 'no', headers: { 'x-a': 'b' } }]],
  });
  const response = await ask(fake.baseUrl, wire);
  expect([response.status, await response.text(), response.headers.get('x-a')]).toEqual([status, body, 'b']);
});

test.each(FAKE_WIRES.map((wire) => [wire]))(
  '%s: a request that the script does not know of is refused',
  async (wire) => {
    await using fake = await startFakeModel(wire, { scenes: [] });
    const response = await ask(fake.baseUrl, wire);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('no scene for request 1');
  },
);

test.each(FAKE_WIRES.map((wire) => [wire]))('%s: a conversation is served by a process of its own', async (wire) => {
  const folder = await mkdtemp(join(tmpdir(), 'fake-models-'));
  const file = join(folder, 'conversation.json');
  const answers: Answer[] = [
    { text: 'I look.', toolCalls: [{ name: 'file.list', args: { path: '.' } }] },
    { reasoning: 'hm', text: 'Done.' },
  ];
  await writeFile(file, JSON.stringify(answers));
  const main = fileURLToPath(new URL('fake-models-main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, wire, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const baseUrl = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}/v1`;
    expect(await (await fetch(`${baseUrl}/models`)).json()).toMatchObject({ data: [{ id: 'fake-model' }] });
    expect(await (await ask(baseUrl, wire)).text()).toContain('"file_list"');
    expect(await (await ask(baseUrl, wire)).text()).toContain('Done.');
  } finally {
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  }
});

test('a conversation says its text word by word and ends with tool_calls only when there are some', () => {
  expect(conversation([{ text: 'one two' }, { toolCalls: [{ name: 'a.b', args: {} }] }])).toEqual([
    ['hollow', { text: 'one ' }, { text: 'two' }, { end: 'stop' }],
    ['hollow', { toolCall: { name: 'a.b', args: {} } }, { end: 'tool_calls' }],
  ]);
});
