import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVENT_NAMES } from '../protocol/events.ts';
import { METHOD_NAMES, METHODS, STREAM } from '../protocol/methods.ts';
import { newKey } from '../testing/bare-client.ts';
import { createFrameValidator } from '../testing/frame-validator.ts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts';
import { including, like, some } from './matchers.fixture.ts';
import type { Operations } from './operations.ts';
import type { ErrorFrame } from './raw-socket.fixture.ts';
import { createRouter } from './router.ts';
import { BUGGY_MODEL, scriptedModels, scriptedTools } from './scripted.fixture.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createRpc } from './trpc.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const validator = createFrameValidator();

/** Sends one message as it is and answers the next `count` frames that came back, each valid by the schema. */
async function answersTo(message: string | Buffer, count = 1): Promise<ErrorFrame[]> {
  const client = await gateway.connect();
  client.socket.send(message);
  const frames: ErrorFrame[] = [];
  while (frames.length < count) frames.push((await client.nextStray()) as ErrorFrame);
  for (const frame of frames) if ('error' in frame) validator.server(frame);
  expect(await client.call('sessions.list', {})).toMatchObject({ items: [] });
  client.close();
  return frames;
}
const codesOf = (frames: ErrorFrame[]) => frames.map(({ id, error }) => [id, error?.data.protocol.code]);

test('the router has METHODS as they are, and a subscription per event beside events.stream: nothing else, nothing less', () => {
  // Procedures are only built here, never called: what they would call is not there.
  const rpc = createRpc({} as never);
  const router = createRouter({
    rpc,
    deps: {},
    driver: {},
    queries: {},
    subscriptions: createSubscriptions(rpc, {} as never),
  } as unknown as Operations);
  const kinds: Record<string, string> = Object.fromEntries(
    Object.entries(router._def.procedures as unknown as Record<string, { _def: { type: string } }>).map(
      ([name, { _def }]) => [name, _def.type],
    ),
  );
  expect(kinds).toEqual({
    ...Object.fromEntries(METHOD_NAMES.map((name) => [name, METHODS[name].kind])),
    ...Object.fromEntries([...EVENT_NAMES, STREAM].map((name) => [name, 'subscription'])),
  });
});

describe('a call is refused by name', () => {
  test.each([
    'nothing.here',
    'agent',
    'agent.run.now',
    '__proto__',
    'constructor',
    'toString',
    'agent.constructor',
    '',
  ])('METHOD_NOT_FOUND: %j', async (path) => {
    const client = await gateway.connect();
    for (const kind of ['query', 'mutation'] as const) {
      expect(await client.refusal(path, {}, kind)).toMatchObject({ code: 'METHOD_NOT_FOUND', retryable: false });
    }
    expect(client.broken()).toBeUndefined();
    client.close();
  });

  test('a path of another kind is INVALID_REQUEST that names the kind', async () => {
    const client = await gateway.connect();
    const input = { input: 'x', idempotencyKey: newKey() };
    expect(await client.refusal('agent.run', input, 'query')).toMatchObject({
      code: 'INVALID_REQUEST',
      message: like(/agent\.run is a mutation/),
    });
    expect(await client.refusal('sessions.list', {}, 'mutation')).toMatchObject({
      code: 'INVALID_REQUEST',
      message: like(/sessions\.list is a query/),
    });
    expect(await client.refusal('events.stream', {}, 'query')).toMatchObject({
      code: 'INVALID_REQUEST',
      message: like(/events\.stream is a subscription/),
    });
    await expect(client.stream({}, 'sessions.list').started).rejects.toMatchObject({
      protocol: { code: 'INVALID_REQUEST' },
    });
    expect(await client.call('runs.list', {})).toEqual({ items: [] });
    client.close();
  });

  test.each<[string, string, unknown, string]>([
    ['an unknown field', 'sessions.list', { colour: 'bay' }, 'colour'],
    ['a mutation without its key', 'agent.run', { input: 'x' }, 'idempotencyKey'],
    ['an empty key', 'agent.run', { input: 'x', idempotencyKey: '' }, 'idempotencyKey'],
    ['a key of 129 characters', 'agent.run', { input: 'x', idempotencyKey: 'k'.repeat(129) }, 'idempotencyKey'],
    ['a key with a line break', 'agent.run', { input: 'x', idempotencyKey: 'a\nb' }, 'idempotencyKey'],
    ['a limit over the maximum', 'sessions.list', { limit: 201 }, 'limit'],
    ['a field inside an array', 'runs.list', { status: ['completed', 'sleeping'] }, 'status.1'],
    ['no object at all', 'sessions.list', 'everything', 'input'],
    ['null', 'sessions.list', null, 'input'],
    ['an array', 'sessions.list', [], 'input'],
    ['a traceparent that is none', 'agent.run', { input: 'x', traceparent: '00-1-1-00' }, 'traceparent'],
  ])('INVALID_REQUEST names %s', async (_name, method, input, field) => {
    const client = await gateway.connect();
    const full = field === 'traceparent' ? { ...(input as object), idempotencyKey: newKey() } : input;
    const refusal = await client.refusal(method, full);
    expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', details: { field }, retryable: false });
    expect(refusal.message.startsWith(`${field}: `)).toBe(true);
    client.close();
  });
});

describe('a message that is no frame is answered with id null, and the connection goes on', () => {
  test.each<string | Buffer>([
    '{',
    '',
    'ping',
    'null',
    '5',
    '"text"',
    '[]',
    '[[]]',
    '[1]',
    '{}',
    '{"id":1}',
    '{"id":1,"method":"query"}',
    '{"id":1,"method":"query","params":{}}',
    '{"id":1,"method":"query","params":{"path":5}}',
    '{"id":1,"method":"steal","params":{"path":"runs.list"}}',
    '{"id":{},"method":"query","params":{"path":"runs.list"}}',
    '{"id":null,"method":"query","params":{"path":"runs.list"}}',
    '{"id":1,"jsonrpc":"1.0","method":"query","params":{"path":"runs.list"}}',
    '{"method":"connectionParams","data":{}}',
    Buffer.from('{"id":1,"method":"query","params":{"path":"runs.list"}}'),
  ])('%j', async (message) => {
    expect(codesOf(await answersTo(message))).toEqual([[null, 'INVALID_REQUEST']]);
  });

  test('also when it is nested fifty thousand deep', async () => {
    const message = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(codesOf(await answersTo(message))).toEqual([[null, 'INVALID_REQUEST']]);
  });

  test('inputs that are no JSON objects of ours harm nobody', async () => {
    const frame = '{"id":7,"method":"query","params":{"path":"sessions.list","input":{"__proto__":{"limit":1}}}}';
    const [answer] = await answersTo(frame);
    expect(answer?.id).toBe(7);
    expect(({} as { limit?: number }).limit).toBeUndefined();
  });
});

describe('a batch', () => {
  const batch = (size: number) =>
    JSON.stringify(
      Array.from({ length: size }, (_, n) => ({ id: `b${n}`, method: 'query', params: { path: 'sessions.list' } })),
    );

  test('of 21 is refused whole, each call by its id', async () => {
    expect(codesOf(await answersTo(batch(21), 21))).toEqual(
      Array.from({ length: 21 }, (_, n) => [`b${n}`, 'INVALID_REQUEST']),
    );
  });

  test('of 20 is answered', async () => {
    const client = await gateway.connect();
    const answers = await client.batch(Array.from({ length: 20 }, () => ({ method: 'sessions.list' })));
    expect(answers.map(({ result }) => result?.type)).toEqual(Array.from({ length: 20 }, () => 'data'));
    client.close();
  });
});

describe('rates', () => {
  test('a method has its calls a minute per actor, then RATE_LIMITED with retryAfterMs; other methods and actors go on', async () => {
    await using strict = await startTestGateway({
      overrides: { rateFactor: 0.05, models: scriptedModels(), tools: scriptedTools() },
    });
    const [user, service] = [await strict.connect(), await strict.connect('service')];
    const reset = () => user.refusal('sessions.reset', { sessionId: 'ses_none', idempotencyKey: newKey() });
    const perMinute = METHODS['sessions.reset'].perMinute * 0.05;
    for (let n = 0; n < perMinute; n += 1) expect(await reset()).toMatchObject({ code: 'NOT_FOUND' });
    expect(await reset()).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: some(Number) });
    expect(await user.call('sessions.list', {})).toEqual({ items: [] });
    expect(await service.refusal('sessions.reset', { sessionId: 'ses_none', idempotencyKey: newKey() })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('an error says what the person needs and nothing of the inside', () => {
  test('a bug is INTERNAL_ERROR whose trace id finds the stack in the log, once', async () => {
    const client = await gateway.connect();
    const refusal = await client.refusal('sessions.create', { model: BUGGY_MODEL, idempotencyKey: newKey() });
    expect(refusal).toEqual({
      code: 'INTERNAL_ERROR',
      message: 'Something went wrong in the gateway: report the trace id.',
      retryable: false,
      traceId: like(/^[0-9a-f]{32}$/),
    });
    const lines = gateway.logs.filter((line) => line.trace_id === refusal.traceId);
    expect(lines).toEqual([
      including({
        level: 50,
        method: 'sessions.create',
        err: including({ message: like(/SECRET-IN-A-BUG/), stack: like(/scripted\.fixture\.ts/) }),
      }),
    ]);
    client.close();
  });

  test('a refusal has the trace of its line in the log, of a path that does not exist too', async () => {
    const client = await gateway.connect();
    for (const [path, code] of [
      ['nothing.here', 'METHOD_NOT_FOUND'],
      ['runs.get', 'INVALID_REQUEST'],
    ] as const) {
      const { traceId } = await client.refusal(path, {});
      const lines = gateway.logs.filter((line) => line.trace_id === traceId);
      expect(lines).toEqual([including({ method: path, code })]);
    }
    client.close();
  });

  test('a run that a bug ends says so without the bug, in its event', async () => {
    const client = await gateway.connect();
    const stream = client.stream();
    await stream.started;
    const { runId, traceId } = await client.call('agent.run', { input: 'break', idempotencyKey: newKey() });
    const failed = await stream.until(({ event }) => event === 'agent.failed');
    expect(failed).toMatchObject({ runId, traceId, payload: { error: { code: 'INTERNAL_ERROR', traceId } } });
    expect(JSON.stringify(failed)).not.toMatch(/SECRET|\/etc|at .*:\d+/);
    client.close();
  });
});
