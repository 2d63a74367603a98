import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openSocket } from '../testing/bare-client.ts';
import { startTestGateway, type TestGateway, USER_TOKEN } from '../testing/test-gateway.ts';
import { sendBytes, upgradeRequest } from './raw-socket.fixture.ts';
import { scriptedModels, scriptedTools } from './scripted.fixture.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    environment: { OPENFOAL_ALLOWED_ORIGINS: 'https://foal.example' },
    overrides: { models: scriptedModels(), tools: scriptedTools() },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const own = () => `127.0.0.1:${gateway.port}`;

describe('an upgrade that is not exactly ours is refused, the process lives, and an open connection does not notice', () => {
  test.each<[string, () => string, string]>([
    ['Host: [::', () => upgradeRequest('/ws', { host: '[::' }), '403'],
    ['Host: a b', () => upgradeRequest('/ws', { host: 'a b' }), '403'],
    ['no Host', () => upgradeRequest('/ws', {}), '403'],
    ['an empty Host', () => upgradeRequest('/ws', { host: '' }), '403'],
    ['a foreign Host', () => upgradeRequest('/ws', { host: `evil.example:${gateway.port}` }), '403'],
    ['our Host on another port', () => upgradeRequest('/ws', { host: '127.0.0.1:1' }), '403'],
    ['a Host that ends like ours', () => upgradeRequest('/ws', { host: `x127.0.0.1:${gateway.port}` }), '403'],
    ['a foreign Origin', () => upgradeRequest('/ws', { host: own(), origin: 'http://evil.example' }), '403'],
    ['Origin: null', () => upgradeRequest('/ws', { host: own(), origin: 'null' }), '403'],
    ['our Origin on another port', () => upgradeRequest('/ws', { host: own(), origin: 'http://127.0.0.1:1' }), '403'],
    ['GET //', () => upgradeRequest('//', { host: own() }), '404'],
    ['GET http://[', () => upgradeRequest('http://[', { host: own() }), '404'],
    ['GET *', () => upgradeRequest('*', { host: own() }), '404'],
    ['/ws/', () => upgradeRequest('/ws/', { host: own() }), '404'],
    ['/WS', () => upgradeRequest('/WS', { host: own() }), '404'],
    ['/ws?x', () => upgradeRequest('/ws?x', { host: own() }), '404'],
    ['/ws?connectionParams=1&x', () => upgradeRequest('/ws?connectionParams=1&x', { host: own() }), '404'],
    ['/ws?connectionParams=0', () => upgradeRequest('/ws?connectionParams=0', { host: own() }), '404'],
    ['/_next/webpack-hmr', () => upgradeRequest('/_next/webpack-hmr', { host: own() }), '404'],
    ['no key', () => upgradeRequest('/ws', { host: own(), 'sec-websocket-key': undefined }), '400'],
    ['a short key', () => upgradeRequest('/ws', { host: own(), 'sec-websocket-key': 'x' }), '400'],
    ['version 1', () => upgradeRequest('/ws', { host: own(), 'sec-websocket-version': '1' }), '400'],
    ['another protocol', () => upgradeRequest('/ws', { host: own(), upgrade: 'h2c' }), '400'],
  ])('%s', async (_name, request, status) => {
    const open = await gateway.connect();
    expect(await sendBytes(gateway.port, request())).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(await open.call('sessions.list', {})).toEqual({ items: [] });
    open.close();
  });

  test('bytes that are no HTTP at all end their own connection only', async () => {
    const open = await gateway.connect();
    await sendBytes(gateway.port, '\u0000\u0001 not http \r\n\r\n').catch(() => undefined);
    expect(await open.call('sessions.list', {})).toEqual({ items: [] });
    open.close();
  });

  test('and its socket is ended, also when the other side keeps its own half open', async () => {
    const socket = connectTcp({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined).resume();
    socket.write(upgradeRequest('/nowhere', { host: own() }));
    await new Promise((resolve) => socket.once('end', resolve));
    const gone = new Promise((resolve) => socket.once('close', resolve));
    const again = setInterval(() => socket.write('x'), 5);
    await gone;
    clearInterval(again);
  });

  test('the same for plain requests: a foreign Host is 403, an unreadable target 400', async () => {
    const get = (target: string, host: string) =>
      sendBytes(gateway.port, `GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(await get('/healthz', '[::')).toMatch(/^HTTP\/1.1 403 /);
    expect(await get('/healthz', 'evil.example')).toMatch(/^HTTP\/1.1 403 /);
    expect(await get('//', own())).toMatch(/^HTTP\/1.1 400 /);
    expect(await get('http://[', own())).toMatch(/^HTTP\/1.1 400 /);
    expect(await get('/nothing-here', own())).toMatch(/^HTTP\/1.1 404 /);
  });
});

describe('sockets of nobody are few and small', () => {
  test('64 of one address, until one is connected or gone', async () => {
    await using strict = await startTestGateway({
      overrides: { rateFactor: 1, models: scriptedModels(), tools: scriptedTools() },
    });
    const strangers = await Promise.all(Array.from({ length: 64 }, () => openSocket(strict.url)));
    await expect(openSocket(strict.url)).rejects.toThrow('429');
    const [first, second] = strangers;
    await first?.call('connect', { clientName: 'test', clientVersion: '0', token: USER_TOKEN });
    strangers.push(await openSocket(strict.url));
    await expect(openSocket(strict.url)).rejects.toThrow('429');
    second?.socket.terminate();
    await vi.waitFor(async () => strangers.push(await openSocket(strict.url)));
    for (const each of strangers) each.socket.terminate();
  });

  test('a message that is announced as large is cut off long before it is whole', async () => {
    const socket = connectTcp(gateway.port, '127.0.0.1', () => socket.write(upgradeRequest('/ws', { host: own() })));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('data', resolve));
    const gone = new Promise((resolve) => socket.once('close', resolve));
    const head = Buffer.alloc(14);
    head.writeUInt16BE(0x81ff);
    head.writeBigUInt64BE(BigInt(1024 * 1024), 2);
    socket.write(head);
    socket.write(Buffer.alloc(70 * 1024, 'a'));
    await gone;
  });
});

describe('an upgrade that is ours opens', () => {
  test.each([
    ['no Origin, as programs have', () => ({})],
    ['the Origin of the page', () => ({ headers: { origin: `http://localhost:${gateway.port}` } })],
    ['a configured Origin', () => ({ headers: { origin: 'https://foal.example' } })],
    ['the Host of a configured Origin', () => ({ headers: { host: 'foal.example' } })],
  ])('%s', async (_name, options) => {
    const client = await openSocket(gateway.url, options());
    const { actor } = await client.call('connect', { clientName: 'test', clientVersion: '0', token: USER_TOKEN });
    expect(actor).toEqual({ id: 'u_owner', type: 'user' });
    client.close();
  });
});
