import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startFakeOpenAi } from './fake-openai.ts';
import { parseBench } from './fake-openai-bench.ts';

const ask = (baseUrl: string, text: string, init: RequestInit = {}) =>
  fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: text }] }),
    ...init,
  });

test('another route is 404, and a script that throws is seen by the client', async () => {
  await using fake = await startFakeOpenAi({
    script: () => {
      throw new Error('mistake');
    },
  });
  expect((await fetch(`${fake.baseUrl}/models`)).status).toBe(404);
  const failed = await ask(fake.baseUrl, 'hi');
  expect([failed.status, await failed.text()]).toEqual([500, 'fake model: mistake']);
});

test('the wire is Server-Sent Events of chat.completion.chunk', async () => {
  await using fake = await startFakeOpenAi({ script: (reply) => reply.answer('hello') });
  const response = await ask(fake.baseUrl, 'hi');
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = (await response.text()).trim().split('\n\n');
  expect(events.at(-1)).toBe('data: [DONE]');
  expect(events.slice(0, -1).map((event): unknown => JSON.parse(event.slice('data: '.length)))).toMatchObject([
    { object: 'chat.completion.chunk', choices: [{ delta: { content: 'hello' }, finish_reason: null }] },
    { object: 'chat.completion.chunk', choices: [{ delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
  ]);
});

test('what was said before a gate arrives before the gate opens', async () => {
  const gate = Promise.withResolvers<void>();
  await using fake = await startFakeOpenAi({
    script: async (reply) => {
      reply.text('first');
      await gate.promise;
      reply.text('second');
    },
  });
  const reader = (await ask(fake.baseUrl, 'hi')).body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('first');
  gate.resolve();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('second');
});

test('a client that leaves is noticed', async () => {
  await using fake = await startFakeOpenAi({
    script: async (reply, request) => {
      reply.text('first');
      await request.closed;
    },
  });
  const abort = new AbortController();
  await ask(fake.baseUrl, 'hi', { signal: abort.signal });
  abort.abort();
  expect(await fake.requests[0]?.closed.then(() => 'noticed')).toBe('noticed');
});

test('a reset cuts the connection', async () => {
  await using fake = await startFakeOpenAi({
    script: async (reply) => {
      reply.text('first');
      await reply.flush();
      reply.reset();
    },
  });
  await expect(ask(fake.baseUrl, 'hi').then((response) => response.text())).rejects.toThrow('terminated');
});

test.each([
  ['bench:tokens=5000', { kind: 'tokens', tokens: 5000, perSecond: 0 }],
  ['bench:tokens=200;rate=50', { kind: 'tokens', tokens: 200, perSecond: 50 }],
  ['bench:tool', { kind: 'tool' }],
  ['hello', { kind: 'tokens', tokens: 1, perSecond: 0 }],
])('%s is understood', (text, plan) => {
  expect(parseBench(text)).toEqual(plan);
});

test('as a process of its own it prints its port, serves the benches and ends when told', async () => {
  const main = fileURLToPath(new URL('fake-openai-main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const baseUrl = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}/v1`;
    const stream = await (await ask(baseUrl, 'bench:tokens=5000')).text();
    expect(stream.split('" token"')).toHaveLength(5001);
    const paced = await (await ask(baseUrl, 'bench:tokens=7;rate=1000')).text();
    expect(paced.split('" token"')).toHaveLength(8);
    const tool = await (await ask(baseUrl, 'bench:tool')).text();
    expect(tool).toContain('bash_exec');
    const messages = [
      { role: 'user', content: 'bench:tool' },
      { role: 'tool', tool_call_id: 'c', content: 'hi' },
    ];
    const after = await (await ask(baseUrl, '', { body: JSON.stringify({ messages }) })).text();
    expect(after.split('" token"')).toHaveLength(2);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
});
