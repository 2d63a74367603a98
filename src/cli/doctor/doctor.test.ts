import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chance, systemClock } from '../../config/system.ts';
import { lockHome } from '../../storage/home-lock.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { runCli } from '../cli.fixture.ts';
import { checkConfiguration } from './configuration.ts';
import { checkContainment } from './containment.ts';
import { checkPostgres, checkSqlite } from './database.ts';
import { checkDisk } from './disk.ts';
import { checkDocker } from './docker.ts';
import { checkHome, checkLock } from './home.ts';
import { checkModels } from './models.ts';
import { checkNode } from './node.ts';
import { checkPort } from './port.ts';
import { checkPrograms } from './programs.ts';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-doctor-')));
  chmodSync(home, 0o700);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const ports = { clock: systemClock, random: chance };
const nobody = { anthropic: undefined, openai: undefined, model: undefined };
/** An HTTP server that answers everything with this. */
async function answering(body: unknown, at: number | string = 0) {
  const server = createHttpServer((_request, response) => void response.end(JSON.stringify(body)));
  if (typeof at === 'string') server.listen(at);
  else server.listen(at, '127.0.0.1');
  await once(server, 'listening');
  return { server, [Symbol.asyncDispose]: async () => void (await new Promise((done) => server.close(done))) };
}

describe('what keeps OpenFoal from working is a failure that says what to do', () => {
  test.each(['20.20.2', '22.17.9', '18.0.0'])('Node %s', (version) => {
    expect(checkNode(version)).toMatchObject({
      id: 'node',
      status: 'fail',
      fix: expect.stringContaining('nodejs.org'),
    });
  });

  test('every problem of the configuration, at once, without a secret', () => {
    const { findings, config } = checkConfiguration({
      OPENFOAL_HOME: home,
      PORT: 'x',
      OPENFOAL_TOKEN: 's3cret',
      OPENFOAL_TYPO: '1',
    });
    expect(findings.map(({ status }) => status)).toEqual(['fail', 'fail', 'fail']);
    expect(JSON.stringify(findings)).not.toContain('s3cret');
    expect(config.home).toBe(home);
  });

  test('a home that is a file', () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    expect(checkHome(file)).toEqual([
      { id: 'home', status: 'fail', message: `${file} is no folder`, fix: expect.any(String) },
    ]);
  });

  test('a disk that is full', () => {
    expect(checkDisk(home, () => 99 * 1024 * 1024)).toMatchObject({ status: 'fail', message: '99 MiB free' });
    expect(checkDisk(home, () => 500 * 1024 * 1024)).toMatchObject({ status: 'warn' });
  });

  test('a port that another program has', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const taken = { host: '127.0.0.1', port };
    expect(await checkPort(taken, undefined)).toMatchObject({ status: 'fail', fix: expect.stringContaining('PORT') });
    expect(await checkPort(taken, { url: `http://127.0.0.1:${port}`, pid: 1 })).toMatchObject({ status: 'ok' });
    await new Promise((done) => server.close(done));
    expect(await checkPort(taken, undefined)).toMatchObject({ status: 'ok' });
  });

  test('a database that is damaged, and one that is none', () => {
    const file = join(home, 'openfoal.db');
    expect(checkSqlite(file)).toMatchObject({ status: 'ok', message: 'made at the first start' });
    expect(readdirSync(home)).toEqual([]);
    writeFileSync(file, 'this is no database, and long enough to look like the header of one. '.repeat(20));
    expect(checkSqlite(file)).toMatchObject({ status: 'fail', fix: expect.stringContaining('repair') });
    rmSync(file);
    const connection = new SqliteConnection(file);
    connection.exec('create table t (a text)');
    connection.close();
    expect(checkSqlite(file)).toEqual({ id: 'database', status: 'ok', message: 'SQLite, sound' });
  });

  test('a Postgres that does not answer, without its password', async () => {
    const finding = await checkPostgres('postgres://foal:s3cret@127.0.0.1:9/x');
    expect(finding).toMatchObject({ status: 'fail', message: expect.stringContaining('ECONNREFUSED') });
    expect(JSON.stringify(finding)).not.toContain('s3cret');
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
    const findings = await checkModels(nobody, [], ports);
    expect(findings.map(({ id, status }) => [id, status])).toEqual([
      ['models.keys', 'ok'],
      ['models.local', 'ok'],
      ['models.default', 'warn'],
    ]);
  });

  test('a chosen model that nobody provides', async () => {
    const findings = await checkModels({ ...nobody, model: 'nobody/x' }, [], ports);
    expect(findings[2]).toMatchObject({ status: 'warn', message: expect.stringContaining('nobody/x') });
  });

  test('no git', async () => {
    const [ripgrep, git] = await checkPrograms(() => Promise.resolve(undefined));
    expect([ripgrep?.status, git?.status]).toEqual(['ok', 'warn']);
  });
});

describe('what is found is told', () => {
  test('a key is said to be there, and never shown', async () => {
    const findings = await checkModels({ ...nobody, anthropic: { apiKey: 'sk-s3cret' } }, [], ports);
    expect(findings[0]?.message).toBe('a key is set for anthropic');
    expect(findings[2]).toMatchObject({ status: 'ok', message: expect.stringMatching(/^anthropic\/.* answers$/) });
    expect(JSON.stringify(findings)).not.toContain('s3cret');
  });

  test('a model server of this machine, and that it would answer', async () => {
    await using fake = await answering({ object: 'list', data: [{ id: 'qwen3', object: 'model' }] });
    const { port } = fake.server.address() as AddressInfo;
    const findings = await checkModels(nobody, [{ name: 'ollama', baseUrl: `http://127.0.0.1:${port}/v1` }], ports);
    expect(findings.map(({ message }) => message).slice(1)).toEqual(['ollama (1 models)', 'ollama/qwen3 answers']);
  });

  test('a Docker daemon, by its version; none is no failure', async () => {
    const socket = join(home, 'docker.sock');
    expect(await checkDocker(`unix://${socket}`)).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('no daemon'),
    });
    await using fake = await answering({ Version: '29.1.0' }, socket);
    expect(fake.server.listening).toBe(true);
    expect(await checkDocker(`unix://${socket}`)).toEqual({ id: 'docker', status: 'ok', message: 'Docker 29.1.0' });
    expect(await checkDocker('tcp://10.0.0.1:2375')).toMatchObject({ message: expect.stringContaining('not asked') });
  });

  test('who holds the home', () => {
    expect(checkLock(join(home, 'none'), undefined)).toMatchObject({ held: false });
    expect(checkLock(home, undefined)).toMatchObject({
      held: false,
      finding: { message: 'no gateway runs on this home' },
    });
    const unlock = lockHome(join(home, 'gateway.lock'));
    const running = { url: 'http://127.0.0.1:3000', pid: 7 };
    expect(checkLock(home, running)).toEqual({
      held: true,
      finding: { id: 'gateway', status: 'ok', message: 'a gateway runs at http://127.0.0.1:3000 (pid 7)' },
    });
    unlock();
  });
});

describe('openfoal doctor', () => {
  const quiet = { OPENFOAL_DISCOVER_MODELS: 'off', PORT: '0' };

  test('a machine that works: exit code 0, also while a gateway runs', async () => {
    await using gateway = await startTestGateway();
    const { code, stdout } = await runCli({ home: gateway.home, environment: quiet }, 'doctor', '--json');
    expect(code).toBe(0);
    const told = JSON.parse(stdout) as { ok: boolean; findings: { id: string; message: string }[] };
    expect(told.ok).toBe(true);
    expect(told.findings.find(({ id }) => id === 'gateway')?.message).toBe('a gateway runs');
    expect(told.findings.find(({ id }) => id === 'database')?.message).toBe('in use by the gateway: not opened');
  });

  test('a failure: exit code 1, the table says which and how to mend it', async () => {
    mkdirSync(join(home, 'openfoal.db'));
    const { code, stdout } = await runCli({ home, environment: quiet }, 'doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nfail +database +.*\n +→ .*repair/);
    expect(stdout).toMatch(/\d+ ok, \d+ warn, 1 fail\n$/);
  });
});
