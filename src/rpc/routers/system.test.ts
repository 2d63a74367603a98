import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BareClient } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway, USER_TOKEN } from '../../testing/test-gateway.ts';

const SECRETS = { OPENAI_API_KEY: 'sk-zQ7zQ7zQ7', ANTHROPIC_API_KEY: 'sk-ant-zQ7zQ7zQ7' };
let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({
    environment: { ...SECRETS, OPENFOAL_MODEL: 'demo/scripted', OPENAI_BASE_URL: 'http://foal:zQ7@127.0.0.1:9/v1' },
  });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

describe.each(['system.doctor', 'system.config'] as const)('%s', (method) => {
  test('takes no parameters', async () => {
    expect(await client.refusal(method, { all: true })).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { field: 'all' },
    });
  });

  test('tells no secret, neither of the environment nor of the home', async () => {
    const told = JSON.stringify(await client.call(method, {}));
    for (const secret of [...Object.values(SECRETS), 'zQ7', USER_TOKEN, gateway.serviceToken()]) {
      expect(told).not.toContain(secret);
    }
  });
});

test('system.doctor examines the machine from inside: the home that is in use, and what holds commands', async () => {
  const { findings } = await client.call('system.doctor', {});
  const found = Object.fromEntries(findings.map(({ id, status, message }) => [id, [status, message]]));
  expect(found).toMatchObject({
    node: ['ok', `Node ${process.versions.node}`],
    home: ['ok', gateway.home],
    'home.permissions': ['ok', `0700 ${gateway.home}`],
    'home.token': ['ok', `0600 ${gateway.home}/token`],
    database: ['ok', 'SQLite answers'],
    'models.keys': ['ok', 'a key is set for anthropic, openai'],
    'models.default': ['warn', 'demo/scripted answers: a script, not an AI'],
  });
  expect(Object.keys(found)).toEqual(
    expect.arrayContaining(['disk', 'pages', 'containment', 'docker', 'ripgrep', 'git']),
  );
  expect(found).not.toHaveProperty('port');
});

test('system.config tells what is in force', async () => {
  const { settings } = await client.call('system.config', {});
  const told = Object.fromEntries(settings.map(({ name, value, source }) => [name, [value, source]]));
  expect(told).toMatchObject({
    OPENFOAL_HOME: [gateway.home, 'environment'],
    OPENFOAL_TOKEN: ['set', 'environment'],
    OPENAI_BASE_URL: ['http://127.0.0.1:9/v1', 'environment'],
    LOG_LEVEL: ['info', 'default'],
  });
});
