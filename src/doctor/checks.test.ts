import { once } from 'node:events';
import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chance, systemClock } from '../config/system.ts';
import { createModels, type ModelsOptions } from '../model/models.ts';
import { checkContainment } from './containment.ts';
import { checkDisk } from './disk.ts';
import { checkDocker } from './docker.ts';
import { checkHome } from './home.ts';
import { checkModels, keysOf } from './models.ts';
import { checkNode } from './node.ts';
import { checkPrograms } from './programs.ts';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-doctor-')));
  chmodSync(home, 0o700);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** An HTTP server that answers everything with this. */
async function answering(body: unknown, at: number | string = 0) {
  const server = createHttpServer((_request, response) => void response.end(JSON.stringify(body)));
  if (typeof at === 'string') server.listen(at);
  else server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  return { server, [Symbol.asyncDispose]: async () => void (await new Promise((done) => server.close(done))) };
}

/** What is found of the models that these options give. */
function findModels(options: Partial<ModelsOptions>) {
  const models = createModels({ providers: {}, clock: systemClock, random: chance, ...options });
  return checkModels(keysOf({ anthropic: undefined, openai: undefined, ...options.providers }), models, models);
}

describe('what keeps OpenFoal from working is a failure that says what to do', () => {
  test.each(['20.20.2', '22.17.9', '18.0.0'])('Node %s', (version) => {
    expect(checkNode(version)).toMatchObject({
      id: 'node',
      status: 'fail',
      fix: expect.stringContaining('nodejs.org'),
    });
  });

  test('a home that is a file', () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(checkHome(file)).toMatchObject([
      { id: 'home', status: 'fail', message: `${file} is no folder`, fix: expect.any(String) },
    ]);
  });

  test('a disk that is full', () => {
    expect(checkDisk(home, () => 99 * 1024 * 1024)).toMatchObject({ status: 'fail', message: '99 MiB free' });
    expect(checkDisk(home, () => 500 * 1024 * 1024)).toMatchObject({ status: 'warn' });
  });
});

describe('what is weaker than it could be is a warning', () => {
  test('a home and a token that others can read', () => {
    writeFileSync(join(home, 'token'), 'x');
    chmodSync(join(home, 'token'), 0o644);
    chmodSync(home, 0o755);
    const [, folder, token] = checkHome(home);
    expect(folder).toMatchObject({
      id: 'home.permissions',
      status: 'warn',
      fix: expect.stringContaining('chmod 0700'),
    });
    expect(token).toMatchObject({ id: 'home.token', status: 'warn', fix: expect.stringContaining('chmod 0600') });
    chmodSync(join(home, 'token'), 0o600);
    chmodSync(home, 0o700);
    expect(checkHome(home).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  });

  test('commands without namespaces', () => {
    expect(checkContainment({ kind: 'process-group', reason: 'no unshare' })).toMatchObject({ status: 'warn' });
    expect(checkContainment({ kind: 'namespace', as: 'root' })).toMatchObject({ status: 'ok' });
  });

  test('no model but the demo', async () => {
    const findings = await findModels({});
    expect(findings.map(({ id, status }) => [id, status])).toEqual([
      ['models.keys', 'ok'],
      ['models.local', 'ok'],
      ['models.default', 'warn'],
    ]);
  });

  test('a chosen model that nobody provides', async () => {
    const findings = await findModels({ model: 'nobody/x' });
    expect(findings[2]).toMatchObject({ status: 'warn', message: expect.stringContaining('nobody/x') });
  });

  test('no git', async () => {
    const [ripgrep, git] = await checkPrograms(() => Promise.resolve(undefined));
    expect([ripgrep?.status, git?.status]).toEqual(['ok', 'warn']);
  });
});

describe('what is found is told', () => {
  test('a key is said to be there, and never shown', async () => {
    const findings = await findModels({ providers: { anthropic: { apiKey: 'sk-s3cret' } } });
    expect(findings[0]?.message).toBe('a key is set for anthropic');
    expect(findings[2]).toMatchObject({ status: 'ok', message: expect.stringMatching(/^anthropic\/.* answers$/) });
    expect(JSON.stringify(findings)).not.toContain('s3cret');
  });

  test('a model server of this machine, and that it would answer', async () => {
    await using fake = await answering({ object: 'list', data: [{ id: 'qwen3', object: 'model' }] });
    const { port } = fake.server.address() as AddressInfo;
    const findings = await findModels({ localServers: [{ name: 'ollama', baseUrl: `http://127.0.0.1:${port}/v1` }] });
    expect(findings.map(({ message }) => message).slice(1)).toEqual(['ollama on this machine', 'ollama/qwen3 answers']);
  });

  test('a Docker daemon, by its version; none is no failure', async () => {
    const socket = join(home, 'docker.sock');
    expect(await checkDocker(`unix://${socket}`)).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('no daemon'),
    });
    await using fake = await answering({ Version: '29.1.0' }, socket);
    expect(fake.server.listening).toBe(true);
    expect(await checkDocker(`unix://${socket}`)).toMatchObject({ status: 'ok', message: 'Docker 29.1.0' });
    expect(await checkDocker('tcp://10.0.0.1:2375')).toMatchObject({ message: expect.stringContaining('not asked') });
  });
});
