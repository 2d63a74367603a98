import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDoctor, type Inside } from './from-inside.ts';

let home: string;
let now = 0;
let pings = 0;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-inside-')));
  now = 1_000_000;
  pings = 0;
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const doctorOf = (more: Partial<Inside> = {}) =>
  createDoctor({
    clock: { now: () => now, after: () => () => undefined },
    home,
    database: {
      kind: 'SQLite',
      ping: async () => {
        pings += 1;
      },
    },
    keys: ['openai'],
    localServers: { look: async () => undefined, found: () => [] },
    models: { defaultModel: 'demo/scripted', describe: () => undefined },
    containment: { kind: 'namespace', as: 'root' },
    dockerHost: 'tcp://10.0.0.1:2375',
    pagesAreBuilt: async () => true,
    ...more,
  });

test('a database that does not answer is a failure that is told, and the rest is examined all the same', async () => {
  const ping = () => Promise.reject(new Error('postgres://foal:s3cret@db went away'));
  const findings = await doctorOf({ database: { kind: 'Postgres', ping } })();
  expect(findings.find(({ id }) => id === 'database')).toMatchObject({ status: 'fail', reason: 'silent' });
  expect(JSON.stringify(findings)).not.toContain('s3cret');
  expect(findings.map(({ id }) => id)).toEqual([
    'node',
    'home',
    'home.permissions',
    'disk',
    'database',
    'pages',
    'models.keys',
    'models.local',
    'models.default',
    'containment',
    'docker',
    'ripgrep',
    'git',
  ]);
});

test('whoever asks meanwhile or soon after gets what was found; later it is looked at again', async () => {
  const examine = doctorOf();
  const [first, second] = await Promise.all([examine(), examine()]);
  expect(second).toBe(first);
  now += 4_999;
  expect(await examine()).toBe(first);
  expect(pings).toBe(1);
  now += 1;
  expect(await examine()).not.toBe(first);
  expect(pings).toBe(2);
});

test('a clock that was set back does not keep what was found', async () => {
  const examine = doctorOf();
  await examine();
  now -= 3_600_000;
  await examine();
  expect(pings).toBe(2);
});

test('a look that broke off is not kept', async () => {
  let broken = true;
  const pagesAreBuilt = () => (broken ? Promise.reject(new Error('gone')) : Promise.resolve(true));
  const examine = doctorOf({ pagesAreBuilt });
  await expect(examine()).rejects.toThrow('gone');
  broken = false;
  expect((await examine()).length).toBeGreaterThan(9);
});
