import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EVENT_NAMES } from '../protocol/events.ts';
import { LIMITS } from '../protocol/limits.ts';
import { METHOD_NAMES } from '../protocol/methods.ts';
import { newKey, openSocket } from '../testing/bare-client.ts';
import { startTestGateway, type TestGateway, USER_TOKEN } from '../testing/test-gateway.ts';
import { createManualClock } from './manual-clock.fixture.ts';
import { like, some } from './matchers.fixture.ts';
import { refusals, sayUntilClosed } from './raw-socket.fixture.ts';
import { scriptedModels, scriptedTools } from './scripted.fixture.ts';
import { signInTo } from './sign-in.fixture.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const GOOD = { clientName: 'test', clientVersion: '0', token: USER_TOKEN };
const connectQuery = (input: unknown, id: unknown = 1) =>
  JSON.stringify({ id, method: 'query', params: { path: 'connect', input } });
const paramsFrame = (data: unknown) => JSON.stringify({ method: 'connectionParams', data });
const query = (path: string, id: number | string = 1) => ({ id, method: 'query', params: { path, input: {} } });

describe('whatever comes before connect is UNAUTHORIZED and closed 4400', () => {
  test.each<[string, string | Buffer, [unknown, string][]]>([
    ['a query', JSON.stringify(query('sessions.list')), [[1, 'UNAUTHORIZED']]],
    [
      'a subscription',
      JSON.stringify({ id: 's', method: 'subscription', params: { path: 'events.stream' } }),
      [['s', 'UNAUTHORIZED']],
    ],
    [
      'a batch that begins with connect',
      `[${connectQuery(GOOD, 1)},${JSON.stringify(query('sessions.list', 2))}]`,
      [
        [1, 'UNAUTHORIZED'],
        [2, 'UNAUTHORIZED'],
      ],
    ],
    ['connect alone in a batch', `[${connectQuery(GOOD)}]`, [[1, 'UNAUTHORIZED']]],
    ['connect as a mutation', connectQuery(GOOD).replace('query', 'mutation'), [[1, 'UNAUTHORIZED']]],
    ['connect that nobody could be answered', connectQuery(GOOD, null), [[null, 'UNAUTHORIZED']]],
    ['garbage', '{"id":1,', [[null, 'UNAUTHORIZED']]],
    [
      'connect with an id that no answer can name',
      connectQuery(GOOD).replace('"id":1', '"id":1e999'),
      [[null, 'UNAUTHORIZED']],
    ],
    ['a bare value', 'null', [[null, 'UNAUTHORIZED']]],
    ['connect as a binary message', Buffer.from(connectQuery(GOOD)), [[null, 'UNAUTHORIZED']]],
    ['a params frame where none was announced', paramsFrame(GOOD), [[null, 'UNAUTHORIZED']]],
  ])('%s', async (_name, message, expected) => {
    const said = await sayUntilClosed(gateway.url, [message]);
    expect({ refused: refusals(said), code: said.code }).toEqual({ refused: expected, code: 4400 });
  });

  test('where a params frame was announced, a query is not it', async () => {
    const said = await sayUntilClosed(`${gateway.url}?connectionParams=1`, [connectQuery(GOOD)]);
    expect({ refused: refusals(said), code: said.code }).toEqual({ refused: [[1, 'UNAUTHORIZED']], code: 4400 });
  });
});

describe('a connect that is refused gets its reason and is closed 4401, the same by query and by params frame', () => {
  test.each<[string, unknown, string]>([
    ['no credential', { clientName: 'test', clientVersion: '0' }, 'UNAUTHORIZED'],
    ['a wrong token', { ...GOOD, token: 'not-the-token-of-anybody' }, 'UNAUTHORIZED'],
    ['another workspace', { ...GOOD, workspaceId: 'w_other' }, 'NOT_FOUND'],
    ['another major version', { ...GOOD, protocolVersion: '2.0.0' }, 'PROTOCOL_UNSUPPORTED'],
    ['no version at all', { ...GOOD, protocolVersion: 'latest' }, 'PROTOCOL_UNSUPPORTED'],
    ['an unknown field', { ...GOOD, colour: 'bay' }, 'INVALID_REQUEST'],
    ['a missing field', { token: USER_TOKEN }, 'INVALID_REQUEST'],
    ['a field of another type', { ...GOOD, clientVersion: 0 }, 'INVALID_REQUEST'],
    ['no params', null, 'INVALID_REQUEST'],
  ])('%s', async (_name, params, code) => {
    const byQuery = await sayUntilClosed(gateway.url, [connectQuery(params)]);
    expect({ refused: refusals(byQuery), code: byQuery.code }).toEqual({ refused: [[1, code]], code: 4401 });
    const byFrame = await sayUntilClosed(`${gateway.url}?connectionParams=1`, [paramsFrame(params)]);
    expect({ refused: refusals(byFrame), code: byFrame.code }).toEqual({ refused: [[null, code]], code: 4401 });
  });

  test('PROTOCOL_UNSUPPORTED names both versions, INVALID_REQUEST the field', async () => {
    const client = await gateway.connect();
    expect(await client.refusal('connect', { ...GOOD, protocolVersion: '2.7.0' })).toMatchObject({
      code: 'PROTOCOL_UNSUPPORTED',
      message: like(/1\.0\.0.*2\.7\.0/),
      details: { server: '1.0.0', client: '2.7.0' },
    });
    expect(await client.refusal('connect', { ...GOOD, colour: 'bay' })).toMatchObject({ details: { field: 'colour' } });
    client.close();
  });

  test('a wrong token is not made good by a good cookie: a token beats a cookie', async () => {
    const { cookie, key } = await signInTo(gateway, USER_TOKEN);
    const params = { ...GOOD, token: 'not-the-token', signInKey: key };
    const said = await sayUntilClosed(gateway.url, [connectQuery(params)], { cookie });
    expect({ refused: refusals(said), code: said.code }).toEqual({ refused: [[1, 'UNAUTHORIZED']], code: 4401 });
  });

  test('a service token beats the cookie of a user', async () => {
    const { cookie, key } = await signInTo(gateway, USER_TOKEN);
    const client = await openSocket(gateway.url, { headers: { cookie } });
    const { actor } = await client.call('connect', { ...GOOD, token: gateway.serviceToken(), signInKey: key });
    expect(actor).toEqual({ id: 'svc_local', type: 'service' });
    client.close();
  });
});

describe('connect', () => {
  test('answers who you are and what there is, and again to the same actor; to another one it refuses', async () => {
    const client = await openSocket(gateway.url);
    const first = await client.call('connect', GOOD);
    expect(first).toEqual({
      protocolVersion: '1.0.0',
      serverVersion: like(/^\d+\.\d+\.\d+$/),
      serverTime: like(/^\d{4}-.*Z$/),
      connectionId: like(/^con_/),
      tenantId: 't_default',
      workspaceId: 'w_default',
      actor: { id: 'u_owner', type: 'user' },
      methods: METHOD_NAMES,
      events: EVENT_NAMES,
      limits: { maxMessageBytes: 2 * 1024 * 1024, maxBatch: 20, maxSubscriptions: 64, messagesPerSecond: 200 },
      stateVersion: some(Number),
    });
    const again = await client.call('connect', { ...GOOD, workspaceId: 'w_default', protocolVersion: '1.9.3' });
    expect(again).toMatchObject({ connectionId: first.connectionId, actor: first.actor });
    expect(await client.refusal('connect', { ...GOOD, token: gateway.serviceToken() })).toMatchObject({
      code: 'UNAUTHORIZED',
    });
    // Refused, but still who it was.
    expect(await client.call('sessions.list', {})).toEqual({ items: [] });
    client.close();
  });

  test('the log tells once which client came, and no credential', async () => {
    const client = await openSocket(gateway.url);
    const { connectionId } = await client.call('connect', { ...GOOD, clientName: 'desktop', clientVersion: '7' });
    await client.call('connect', { ...GOOD, clientName: 'another' });
    const told = gateway.logs.filter(({ connection }) => connection === connectionId);
    expect(told).toMatchObject([{ msg: 'client connected', client: 'desktop', client_version: '7', actor: 'u_owner' }]);
    expect(JSON.stringify(told)).not.toContain(USER_TOKEN);
    client.close();
  });

  test('by params frame lets calls through, and answers them after the frame was accepted', async () => {
    const client = await openSocket(`${gateway.url}?connectionParams=1`);
    client.raw(paramsFrame(GOOD));
    expect(await client.call('sessions.list', {})).toEqual({ items: [] });
    client.close();
  });

  test('by query: what was sent behind it waits for its outcome', async () => {
    const client = await openSocket(gateway.url);
    const connected = client.call('connect', GOOD);
    const listed = client.call('sessions.list', {});
    expect(await Promise.all([connected, listed])).toMatchObject([{ workspaceId: 'w_default' }, { items: [] }]);
    client.close();
  });

  test('what was sent behind a refused connect is never looked at', async () => {
    const run = {
      id: 2,
      method: 'mutation',
      params: { path: 'agent.run', input: { input: 'x', idempotencyKey: newKey() } },
    };
    const said = await sayUntilClosed(gateway.url, [connectQuery({ ...GOOD, token: 'wrong' }), JSON.stringify(run)]);
    expect({ refused: refusals(said), code: said.code }).toEqual({ refused: [[1, 'UNAUTHORIZED']], code: 4401 });
    const client = await gateway.connect();
    expect(await client.call('runs.list', {})).toEqual({ items: [] });
    client.close();
  });
});

describe('sizes', () => {
  const padded = (text: string, bytes: number) => text + ' '.repeat(bytes - Buffer.byteLength(text));

  test('64 KiB before connect are fine, one byte more is 1009', async () => {
    const limit = LIMITS.maxMessageBytesBeforeConnect;
    expect(await sayUntilClosed(gateway.url, [padded(connectQuery(GOOD), limit + 1)])).toEqual({
      frames: [],
      code: 1009,
    });
    const client = await openSocket(gateway.url);
    client.raw(padded(connectQuery(GOOD), limit));
    expect(await client.nextStray()).toMatchObject({ id: 1, result: { type: 'data' } });
    client.close();
  });

  test('2 MiB + 1 after connect is 1009, and the others do not notice', async () => {
    const other = await gateway.connect();
    const client = await gateway.connect();
    client.raw(padded(JSON.stringify(query('sessions.list', 2)), LIMITS.maxMessageBytes + 1));
    expect(await client.closed).toBe(1009);
    expect(await other.call('sessions.list', {})).toMatchObject({ items: [] });
    other.close();
  });

  test('exactly 2 MiB are read, 200,000 characters of Chinese are a message, and 200,001 are refused by name', async () => {
    const client = await gateway.connect();
    const input = { input: '马'.repeat(LIMITS.maxInputChars), idempotencyKey: newKey() };
    const frame = JSON.stringify({ id: 'big', method: 'mutation', params: { path: 'agent.run', input } });
    client.raw(padded(frame, LIMITS.maxMessageBytes));
    expect(await client.nextStray()).toMatchObject({ id: 'big', result: { data: { status: 'accepted' } } });
    client.close();
    const second = await gateway.connect();
    expect(await second.refusal('agent.run', { ...input, input: `${input.input}马` })).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { field: 'input' },
    });
    second.close();
  });
});

describe('time and rates', () => {
  test('a socket that says nothing, or only PING, is closed 4408 when its five seconds are over, not before', async () => {
    const clock = createManualClock();
    await using timed = await startTestGateway({
      overrides: { clock, models: scriptedModels(), tools: scriptedTools() },
    });
    const silent = sayUntilClosed(timed.url, []);
    await clock.armed(LIMITS.connectDeadlineMs);
    clock.advance(LIMITS.connectDeadlineMs);
    expect(await silent).toEqual({ frames: [], code: 4408 });

    const client = await openSocket(timed.url);
    clock.advance(LIMITS.connectDeadlineMs - 1);
    client.raw('PING');
    expect(await client.nextStray()).toBe('PONG');
    clock.advance(1);
    expect(await client.closed).toBe(4408);

    const connected = await timed.connect();
    clock.advance(LIMITS.connectDeadlineMs);
    expect(await connected.call('sessions.list', {})).toEqual({ items: [] });
  });

  test('ten wrong tokens a minute: then RATE_LIMITED with retryAfterMs, also for the right one; what cannot be guessed still opens', async () => {
    await using strict = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });
    const { cookie, key } = await signInTo(strict, USER_TOKEN);
    for (let n = 0; n < 10; n += 1) {
      const said = await sayUntilClosed(strict.url, [connectQuery({ ...GOOD, token: `wrong-${n}` })]);
      expect(refusals(said)).toEqual([[1, 'UNAUTHORIZED']]);
    }
    const [frame] = (await sayUntilClosed(strict.url, [connectQuery(GOOD)])).frames;
    expect(frame).toMatchObject({ error: { data: { protocol: { code: 'RATE_LIMITED', retryable: true } } } });
    expect(frame).toHaveProperty('error.data.protocol.retryAfterMs', some(Number));
    const page = await openSocket(strict.url, { headers: { cookie } });
    expect(await page.call('connect', { clientName: 'webchat', clientVersion: '0', signInKey: key })).toMatchObject({
      actor: { id: 'u_owner', type: 'user' },
    });
    page.close();
    (await strict.connect('service')).close();
    const code = strict.server.application.gateway.authenticator.mintCode();
    expect((await signInTo(strict, code)).key).toBeTruthy();
  });

  test('guesses made all at once, also as a batch on an open connection, are counted before any is compared', async () => {
    await using strict = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });
    const client = await strict.connect('service');
    const frames = Array.from({ length: 20 }, (_, n) => ({
      id: `g${n}`,
      method: 'query',
      params: { path: 'connect', input: { ...GOOD, token: n === 19 ? USER_TOKEN : `wrong-${n}` } },
    }));
    client.raw(JSON.stringify(frames));
    const answers = [];
    for (let n = 0; n < 20; n += 1) answers.push(await client.nextStray());
    const codes = refusals({ frames: answers }).map(([, code]) => code);
    expect(codes.filter((code) => code === 'UNAUTHORIZED')).toHaveLength(10);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(10);
    client.close();
  });

  test('connect has its rate a minute like every method', async () => {
    await using strict = await startTestGateway({
      overrides: { rateFactor: 0.01, models: scriptedModels(), tools: scriptedTools() },
    });
    // 0.01 × 120 are two: the one that opened the connection, and one more.
    const client = await strict.connect();
    expect(await client.call('connect', GOOD)).toMatchObject({ actor: { id: 'u_owner' } });
    expect(await client.refusal('connect', GOOD)).toMatchObject({ code: 'RATE_LIMITED' });
    client.close();
  });

  test('more messages than the rate are RATE_LIMITED, each by its id, and the connection stays', async () => {
    await using strict = await startTestGateway({
      overrides: { rateFactor: 0.01, models: scriptedModels(), tools: scriptedTools() },
    });
    // 0.01 × 200 a second over ten seconds are 20 messages, connect among them; no method has more than 12 a minute then.
    const client = await strict.connect();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        client.refusal('nothing.here', {}).then(({ code, retryAfterMs }) => ({ code, retryAfterMs })),
      ),
    );
    const limited = answers.filter(({ code }) => code === 'RATE_LIMITED');
    expect(answers.length - limited.length).toBe(19);
    expect(limited.every(({ retryAfterMs }) => (retryAfterMs ?? 0) > 0)).toBe(true);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  test('keep-alive is text: PING is answered, and a connection that answers no PING is ended', async () => {
    const client = await gateway.connect();
    client.raw('PING');
    expect(await client.nextStray()).toBe('PONG');
    client.close();

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const quiet = await gateway.connect();
      quiet.socket.removeAllListeners('message');
      const pinged = new Promise<string>((resolve) =>
        quiet.socket.once('message', (data: Buffer) => resolve(data.toString('utf8'))),
      );
      vi.advanceTimersByTime(30_000);
      expect(await pinged).toBe('PING');
      vi.advanceTimersByTime(10_000);
      expect(await quiet.closed).toBe(1006);
    } finally {
      vi.useRealTimers();
    }
  });
});
