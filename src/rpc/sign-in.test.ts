import { readFileSync, statSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectClient, newKey, openSocket } from '../testing/bare-client.ts';
import { startTestGateway, type TestGateway, USER_TOKEN } from '../testing/test-gateway.ts';
import { createManualClock } from './manual-clock.fixture.ts';
import { including, like } from './matchers.fixture.ts';
import { refusals, sayUntilClosed } from './raw-socket.fixture.ts';
import { scriptedModels, scriptedTools } from './scripted.fixture.ts';

const clock = createManualClock();
const secrets = new Set<string>([USER_TOKEN]);
let gateway: TestGateway;
let origin: string;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { clock, models: scriptedModels(), tools: scriptedTools() } });
  origin = `http://localhost:${gateway.port}`;
  secrets.add(gateway.serviceToken());
});
afterAll(() => gateway[Symbol.asyncDispose]());

function newCode(): string {
  const code = gateway.server.application.gateway.authenticator.mintCode();
  secrets.add(code);
  return code;
}
const session = (init: RequestInit) =>
  fetch(`http://127.0.0.1:${gateway.port}/auth/session`, { headers: { origin }, ...init });
const post = (body: string, headers: Record<string, string> = { origin }) => session({ method: 'POST', body, headers });
const signIn = (code: string) => post(JSON.stringify({ code }));

type Both = { cookie: string; key: string | undefined };
/** The cookie of an answer, as a browser sends it back, and the key, as the page does. */
async function bothOf(answer: Response): Promise<{ cookie: string; key: string }> {
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  const { key } = (await answer.json()) as { key: string };
  secrets.add(cookie.split('=')[1] || 'no cookie').add(key);
  return { cookie, key };
}
const openPage = async ({ cookie, key }: Both) => {
  const page = await openSocket(gateway.url, { headers: { cookie, origin } });
  await page.call('connect', { ...PAGE, signInKey: key });
  return page;
};
const refusedWith = async ({ cookie, key }: Both) =>
  refusals(
    await sayUntilClosed(
      gateway.url,
      [JSON.stringify({ id: 1, method: 'query', params: { path: 'connect', input: { ...PAGE, signInKey: key } } })],
      { cookie },
    ),
  );
const PAGE = { clientName: 'webchat', clientVersion: '0' };

describe('signing in is refused', () => {
  test.each<[string, () => Promise<Response>, number, string]>([
    ['without an Origin', () => post(JSON.stringify({ code: newCode() }), {}), 403, 'FORBIDDEN'],
    [
      'from a foreign Origin',
      () => post(JSON.stringify({ code: newCode() }), { origin: 'http://evil.example' }),
      403,
      'FORBIDDEN',
    ],
    ['from Origin null', () => post(JSON.stringify({ code: newCode() }), { origin: 'null' }), 403, 'FORBIDDEN'],
    ['with a body over 4 KiB', () => post(`{"code":"${'x'.repeat(5_000)}"}`), 413, 'PAYLOAD_TOO_LARGE'],
    ['with a body far over 4 KiB', () => post('x'.repeat(4 * 1024 * 1024)), 413, 'PAYLOAD_TOO_LARGE'],
    ['with what is no JSON', () => post('code=1'), 400, 'INVALID_REQUEST'],
    ['with an unknown field', () => post(JSON.stringify({ code: newCode(), as: 'admin' })), 400, 'INVALID_REQUEST'],
    ['without a code', () => post('{}'), 400, 'INVALID_REQUEST'],
    ['with an unknown code', () => signIn('never-minted'), 401, 'UNAUTHORIZED'],
    ['with the service token', () => signIn(gateway.serviceToken()), 401, 'UNAUTHORIZED'],
    ['by PUT', () => session({ method: 'PUT', body: '{}' }), 405, 'METHOD_NOT_FOUND'],
  ])('%s', async (_name, ask, status, code) => {
    const answer = await ask();
    const { error } = (await answer.json()) as { error: { code: string } };
    expect({ status: answer.status, code: error.code }).toEqual({ status, code });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('with a code that was used', async () => {
    const code = newCode();
    const first = await signIn(code);
    expect(first.status).toBe(200);
    await bothOf(first);
    expect((await signIn(code)).status).toBe(401);
  });

  test('with a code of which five minutes are over, and not a moment before', async () => {
    const [late, inTime] = [newCode(), newCode()];
    clock.advance(5 * 60_000 - 1);
    const answer = await signIn(inTime);
    expect(answer.status).toBe(200);
    await bothOf(answer);
    clock.advance(1);
    expect((await signIn(late)).status).toBe(401);
  });

  test('when the body breaks off, and that is no error of ours', async () => {
    const socket = connectTcp(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST /auth/session HTTP/1.1\r\nhost: 127.0.0.1:${gateway.port}\r\norigin: ${origin}\r\n`);
    // "100 Continue" says that the gateway has the request and waits for its body.
    socket.write('content-length: 100\r\nexpect: 100-continue\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write('{"code":', () => socket.destroy());
    await new Promise((resolve) => socket.once('close', resolve));
    // What is asked later is answered later, so by then the other one is over.
    for (let n = 0; n < 5; n += 1) await fetch(`http://127.0.0.1:${gateway.port}/readyz`);
    expect(gateway.logs.filter(({ msg }) => msg === 'request failed')).toEqual([]);
  });

  test('and is in the audit trail with the trace that the refusal names', async () => {
    const answer = await signIn('never-minted-either');
    const { error } = (await answer.json()) as { error: { traceId: string } };
    const client = await gateway.connect();
    const { items } = await client.call('audit.query', { traceId: error.traceId });
    expect(items).toEqual([including({ action: 'auth.sign_in', outcome: 'denied', actor: 'anonymous' })]);
    client.close();
  });
});

describe('half a sign-in is nobody', () => {
  test('a cookie that another port of the host was sent opens nothing without the key of the page', async () => {
    const [mine, other] = [await bothOf(await signIn(newCode())), await bothOf(await signIn(newCode()))];
    expect(await refusedWith({ cookie: mine.cookie, key: undefined })).toEqual([[1, 'UNAUTHORIZED']]);
    expect(await refusedWith({ cookie: mine.cookie, key: other.key })).toEqual([[1, 'UNAUTHORIZED']]);
    expect(await refusedWith({ cookie: mine.cookie, key: mine.cookie.split('=')[1] })).toEqual([[1, 'UNAUTHORIZED']]);
    expect(await refusedWith({ cookie: '', key: mine.key })).toEqual([[1, 'UNAUTHORIZED']]);
    (await openPage(mine)).close();
  });
});

describe('a cookie', () => {
  test('is HttpOnly, SameSite=Strict, for thirty days, and of a user', async () => {
    const answer = await signIn(newCode());
    expect(answer.headers.get('set-cookie')).toEqual(
      like(new RegExp(`^openfoal_${gateway.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000$`)),
    );
    const both = await bothOf(answer);
    const signInKey = both.key;
    const page = await openPage(both);
    expect(await page.call('connect', { ...PAGE, signInKey })).toMatchObject({
      actor: { id: 'u_owner', type: 'user' },
    });
    page.close();
  });

  test('is not kept as it is: the store has its hash', async () => {
    const { cookie, key } = await bothOf(await signIn(newCode()));
    const secret = cookie.split('=')[1] ?? '';
    for (const file of ['openfoal.db', 'openfoal.db-wal']) {
      expect(readFileSync(join(gateway.home, file)).includes(secret)).toBe(false);
      expect(readFileSync(join(gateway.home, file)).includes(key)).toBe(false);
    }
  });

  test('ends after thirty days, on the gateway too', async () => {
    const both = await bothOf(await signIn(newCode()));
    clock.advance(30 * 24 * 3_600_000 - 1);
    const page = await openPage(both);
    page.close();
    clock.advance(1);
    expect(await refusedWith(both)).toEqual([[1, 'UNAUTHORIZED']]);
  });

  test('ends by signing out: its sockets are closed 4401, those of others are not, and it opens none', async () => {
    const [mine, other] = [await bothOf(await signIn(newCode())), await bothOf(await signIn(newCode()))];
    const [first, second, stays] = [await openPage(mine), await openPage(mine), await openPage(other)];
    const body = JSON.stringify({ key: mine.key });
    const answer = await session({ method: 'DELETE', headers: { origin, cookie: mine.cookie }, body });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(await Promise.all([first.closed, second.closed])).toEqual([4401, 4401]);
    expect(await refusedWith(mine)).toEqual([[1, 'UNAUTHORIZED']]);
    expect(await stays.call('sessions.list', {})).toEqual({ items: [] });
    stays.close();
  });

  test('is cleared, and its sockets are closed, also without the key, with another one or with a body that is no JSON', async () => {
    for (const [body, status] of [
      ['', 204],
      ['{"key":"another"}', 204],
      ['{', 400],
    ] as const) {
      const both = await bothOf(await signIn(newCode()));
      const page = await openPage(both);
      const headers = { origin, cookie: both.cookie };
      const answer = await session({ method: 'DELETE', headers, ...(body === '' ? {} : { body }) });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([status, like(/Max-Age=0/)]);
      expect(await page.closed).toBe(4401);
    }
  });

  test('cannot be signed out by a foreign page', async () => {
    const both = await bothOf(await signIn(newCode()));
    const { cookie } = both;
    for (const foreign of [undefined, 'http://evil.example']) {
      const headers: Record<string, string> = foreign === undefined ? { cookie } : { cookie, origin: foreign };
      expect((await session({ method: 'DELETE', headers })).status).toBe(403);
    }
    (await openPage(both)).close();
  });
});

describe('tokens', () => {
  test('OPENFOAL_TOKEN is a user, as a token and as a code, again and again', async () => {
    for (let n = 0; n < 2; n += 1) {
      const answer = await signIn(USER_TOKEN);
      expect(answer.status).toBe(200);
      await bothOf(answer);
    }
    const client = await connectClient(gateway.url, USER_TOKEN);
    expect(await client.call('connect', { ...PAGE, token: USER_TOKEN })).toMatchObject({
      actor: { id: 'u_owner', type: 'user' },
    });
    client.close();
  });

  test('the token file is a service, readable by its owner only, that may run and read but decide nothing', async () => {
    expect(statSync(join(gateway.home, 'token')).mode & 0o777).toBe(0o600);
    const service = await gateway.connect('service');
    const idempotencyKey = newKey();
    expect(await service.refusal('policy.update', { patch: {}, idempotencyKey })).toMatchObject({ code: 'FORBIDDEN' });
    expect(
      await service.refusal('approval.resolve', { approvalId: 'apr_x', decision: 'approve', idempotencyKey }),
    ).toMatchObject({ code: 'FORBIDDEN' });
    expect(await service.call('approval.queue', {})).toMatchObject({ items: [] });
    expect(await service.call('agent.run', { input: 'hello', idempotencyKey })).toMatchObject({ status: 'accepted' });
    service.close();
  });
});

test('no token, code or cookie of all this is in the log', () => {
  const log = JSON.stringify(gateway.logs);
  expect(secrets.size).toBeGreaterThan(10);
  expect([...secrets].filter((secret) => log.includes(secret))).toEqual([]);
});
