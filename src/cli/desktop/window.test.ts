import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONFIG_ROWS } from '../../config/config.ts';
import { profileHolder } from './profile-holder.ts';
import { argumentsFor, openWindow, withoutSettings } from './window.ts';

const open = (browser: string, words: string[]) =>
  openWindow({ browser, profile: '/nowhere', url: 'http://x', words, environment: { PATH: process.env.PATH } });
test('no browser gets a setting of the gateway, its keys least of all', () => {
  const settings = Object.fromEntries(CONFIG_ROWS.map(({ key }) => [key, 's3cret']));
  expect(withoutSettings({ ...settings, DISPLAY: ':0', PATH: '/bin' })).toEqual({
    DISPLAY: ':0',
    PATH: '/bin',
    NODE_ENV: 'production',
  });
});

test('the window is one page with a profile of its own, and keeps the sandbox of the browser', () => {
  const words = argumentsFor('/srv/foal/desktop/profile', 'file:///x/open.html');
  expect(words.slice(0, 2)).toEqual(['--app=file:///x/open.html', '--user-data-dir=/srv/foal/desktop/profile']);
  expect(words.filter((word) => /sandbox|remote-debugging|web-security/.test(word))).toEqual([]);
});

test('a browser that cannot be started, and one that refuses, say so', async () => {
  expect(await open('/nowhere/chrome', []).closed).toMatchObject({ code: 1, said: expect.stringContaining('ENOENT') });
  const { code, said } = await open(process.execPath, []).closed;
  expect([code, said]).toEqual([9, expect.stringContaining('bad option')]);
});

test('closing ends the process, and every window of it is closed then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openfoal-window-'));
  const browser = join(folder, 'browser');
  writeFileSync(browser, '#!/bin/sh\nexec sleep 1000\n', { mode: 0o755 });
  const window = open(browser, []);
  await window.close();
  expect(await window.closed).toEqual({ code: null, said: '' });
  rmSync(folder, { recursive: true });
});

test('a browser that hands over to one that has the profile open: the window is closed when that one ends', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'openfoal-window-'));
  const holder = spawn('sleep', ['1000']);
  symlinkSync(`host-${holder.pid}`, join(profile, 'SingletonLock'));
  const browser = join(profile, 'browser');
  writeFileSync(browser, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const { closed } = openWindow({ browser, profile, url: 'http://x', words: [], environment: {} });
  let isClosed = false;
  void closed.then(() => {
    isClosed = true;
  });
  const probe = spawn(browser);
  await once(probe, 'close');
  expect([profileHolder(profile), isClosed]).toEqual([holder.pid, false]);
  holder.kill();
  await once(holder, 'close');
  expect(await closed).toEqual({ code: 0, said: '' });
  expect(profileHolder(profile)).toBeUndefined();
  rmSync(profile, { recursive: true });
});
