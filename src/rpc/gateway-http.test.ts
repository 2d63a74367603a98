import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { buildJsonSchema } from '../protocol/json-schema.ts';
import { newKey, openSocket } from '../testing/bare-client.ts';
import { startTestGateway } from '../testing/test-gateway.ts';
import { sendBytes, upgradeRequest } from './raw-socket.fixture.ts';
import { scriptedModels, scriptedTools } from './scripted.fixture.ts';

const start = () => startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });

test('health, readiness and schema answer GET and HEAD, and nothing else', async () => {
  await using gateway = await start();
  const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${gateway.port}${path}`, { method });
  const health = await ask('/healthz');
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
  const ready = await ask('/readyz?verbose');
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', checks: { storage: true } }]);
  const schema = await ask('/schema');
  expect(schema.headers.get('content-type')).toContain('application/schema+json');
  expect(await schema.json()).toEqual(JSON.parse(JSON.stringify(buildJsonSchema())));
  for (const path of ['/healthz', '/readyz', '/schema']) {
    expect((await ask(path, 'HEAD')).status).toBe(200);
    const refused = await ask(path, 'POST');
    expect(refused.status).toBe(405);
    expect(await refused.json()).toMatchObject({ error: { code: 'METHOD_NOT_FOUND' } });
  }
  expect((await ask('/healthz/')).status).toBe(404);
});

test('a gateway that goes away says so: not ready, no new sockets, clients are asked to reconnect and closed 1001', async () => {
  await using gateway = await start();
  const [idle, busy, stranger] = [await gateway.connect(), await gateway.connect(), await openSocket(gateway.url)];
  const { runId } = await busy.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
  gateway.server.application.gateway.goAway();
  for (const client of [idle, busy, stranger]) {
    expect(await client.nextStray()).toEqual({ id: null, method: 'reconnect' });
    expect(await client.closed).toBe(1001);
    expect(client.broken()).toBeUndefined();
  }
  const ready = await fetch(`http://127.0.0.1:${gateway.port}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', checks: { accepting: false } }]);
  expect((await fetch(`http://127.0.0.1:${gateway.port}/healthz`)).status).toBe(200);
  const upgrade = upgradeRequest('/ws', { host: `127.0.0.1:${gateway.port}` });
  expect(await sendBytes(gateway.port, upgrade)).toMatch(/^HTTP\/1.1 503 /);

  await gateway.restart();
  const back = await gateway.connect();
  expect((await back.call('runs.get', { runId })).status).not.toBe('failed');
});

test('stopping ends the port, whatever a half-sent request or a silent socket does, and leaves accepted runs to the next start', async () => {
  const models = scriptedModels();
  await using gateway = await startTestGateway({ overrides: { models, tools: scriptedTools() } });
  const client = await gateway.connect();
  const { runId } = await client.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
  const half = connect(gateway.port, '127.0.0.1', () => half.write('GET /healthz HTTP/1.1\r\nhost: '));
  half.on('error', () => undefined);
  await new Promise((resolve) => half.once('connect', resolve));
  const halfClosed = new Promise((resolve) => half.once('close', resolve));
  await gateway.server.stop();
  await halfClosed;
  await expect(openSocket(gateway.url)).rejects.toThrow('ECONNREFUSED');
  expect(await client.closed).toBe(1001);
  expect(gateway.logs.at(-1)).toMatchObject({ msg: 'gateway has stopped' });

  models.release();
  await gateway.restart();
  const back = await gateway.connect();
  const stream = back.stream();
  await stream.started;
  if ((await back.call('runs.get', { runId })).status !== 'completed') {
    await stream.until((envelope) => envelope.event === 'agent.completed' && envelope.runId === runId);
  }
  expect(await back.call('runs.get', { runId })).toMatchObject({ status: 'completed' });
});
