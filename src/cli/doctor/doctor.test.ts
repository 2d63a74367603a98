import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findingOf } from '../../protocol/findings.ts';
import { lockHome } from '../../storage/home-lock.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { runCli } from '../cli.fixture.ts';
import { checkConfiguration } from './configuration.ts';
import { checkPostgres, checkSqlite } from './database.ts';
import { checkLock } from './lock.ts';
import { checkPort } from './port.ts';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-doctor-')));
  chmodSync(home, 0o700);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('what keeps OpenFoal from working is a failure that says what to do', () => {
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
    expect(checkSqlite(file)).toMatchObject({ status: 'ok', message: 'SQLite, sound' });
  });

  test('a Postgres that does not answer, without its password', async () => {
    const finding = await checkPostgres('postgres://foal:s3cret@127.0.0.1:9/x');
    expect(finding).toMatchObject({ status: 'fail', message: expect.stringContaining('ECONNREFUSED') });
    expect(JSON.stringify(finding)).not.toContain('s3cret');
  });
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
    finding: findingOf('gateway', 'runsAt', running),
  });
  unlock();
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
