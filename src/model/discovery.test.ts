import { createServer, type RequestListener, type Server } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createDiscovery, LOCAL_SERVERS } from './discovery.ts';

type Fake = AsyncDisposable & {
  baseUrl: string;
  seen: { url: string; headers: Record<string, unknown> }[];
  server: Server;
};

async function startFake(answer: RequestListener): Promise<Fake> {
  const seen: Fake['seen'] = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    seen,
    server,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const says =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
const list = (...ids: string[]) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) });

/** A clock whose timers run when the test says so. */
function createClock() {
  const timers = new Set<() => void>();
  let nowMs = 0;
  return {
    now: () => nowMs,
    after: (_delayMs: number, fn: () => void) => {
      timers.add(fn);
      return () => void timers.delete(fn);
    },
    advance: (ms: number) => {
      nowMs += ms;
    },
    expire: () => {
      for (const fn of timers) fn();
    },
  };
}

async function lookAt(answer: RequestListener) {
  await using fake = await startFake(answer);
  const discovery = createDiscovery([{ name: 'vllm', baseUrl: fake.baseUrl }], createClock());
  await discovery.look();
  return { found: discovery.found(), seen: fake.seen };
}

describe('what listens on the port is not taken for a model server when it', () => {
  test.each<[string, RequestListener]>([
    ['answers a web page', says('<html>hello</html>')],
    ['answers JSON of its own', says({ models: ['a'] })],
    ['answers a bare array', says([{ id: 'a' }])],
    ['calls its list something else', says({ object: 'page', data: [{ id: 'a' }] })],
    ['lists what are no models', says({ object: 'list', data: [{ id: 7 }] })],
    ['lists no array', says({ object: 'list', data: { id: 'a' } })],
    ['says not found', says(list('a'), 404)],
    [
      'sends somewhere else',
      (_q, response) => void response.writeHead(302, { location: 'http://192.0.2.1/v1/models' }).end(),
    ],
    ['answers more than any list', says({ ...list('a'), padding: 'x'.repeat(1_100_000) })],
    ['hangs up', (request) => void request.socket.destroy()],
  ])('%s', async (_what, answer) => {
    expect((await lookAt(answer)).found).toEqual([]);
  });

  test('says nothing in time', async () => {
    const clock = createClock();
    await using fake = await startFake(() => clock.expire());
    const discovery = createDiscovery([{ name: 'vllm', baseUrl: fake.baseUrl }], clock);
    await discovery.look();
    expect(fake.seen).toHaveLength(1);
    expect(discovery.found()).toEqual([]);
  });
});

test('a model server is asked for its list, without any credential, and its chat models are taken', async () => {
  const { found, seen } = await lookAt(says(list('qwen3:8b', 'nomic-embed-text', 'has space', 'org/Llama-4')));
  expect(found).toMatchObject([{ name: 'vllm', answers: true, models: ['qwen3:8b', 'org/Llama-4'] }]);
  expect(seen).toMatchObject([{ url: '/v1/models' }]);
  expect(Object.keys(seen[0]?.headers ?? {})).not.toContain('authorization');
  expect(Object.keys(seen[0]?.headers ?? {})).not.toContain('x-api-key');
});

test('Ollama without any model is found, with none', async () => {
  expect((await lookAt(says({ object: 'list', data: null }))).found).toMatchObject([{ answers: true, models: [] }]);
});

test('who asks again at once gets what was seen; later it is looked again, and one that is gone is still known', async () => {
  const clock = createClock();
  const fake = await startFake(says(list('a')));
  const discovery = createDiscovery([{ name: 'ollama', baseUrl: fake.baseUrl }], clock);
  await Promise.all([discovery.look(), discovery.look()]);
  clock.advance(4_999);
  await discovery.look();
  expect(fake.seen).toHaveLength(1);
  await fake[Symbol.asyncDispose]();
  clock.advance(1);
  await discovery.look();
  expect(discovery.found()).toMatchObject([{ name: 'ollama', answers: false, models: ['a'] }]);
});

test('only loopback is looked at', () => {
  expect(LOCAL_SERVERS.map(({ name, baseUrl }) => `${name} ${baseUrl}`)).toEqual([
    'ollama http://127.0.0.1:11434/v1',
    'llamacpp http://127.0.0.1:8080/v1',
    'vllm http://127.0.0.1:8000/v1',
    'lmstudio http://127.0.0.1:1234/v1',
  ]);
});
