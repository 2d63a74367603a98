/** What `openfoal desktop` refuses before it starts anything; the window itself is in e2e/desktop.e2e.ts. */
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { runCli } from '../cli.fixture.ts';
import { writeGatewayFile } from '../gateway/gateway-file.ts';

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-no-desktop-')));
});
afterEach(() => rmSync(home, { recursive: true }));

test.each([
  ['no browser', { DISPLAY: ':0', PATH: '/nowhere' }, [], [5, 'No browser of the Chromium family']],
  ['a browser that is not there', { DISPLAY: ':0', OPENFOAL_BROWSER: '/none' }, [], [5, 'OPENFOAL_BROWSER names no']],
  ['a word that is not for the browser', {}, ['soon'], [2, 'one word too many']],
  ['a setting that does not exist', { OPENFOAL_BROWSERS: 'x' }, [], [1, 'OPENFOAL_BROWSERS']],
] as const)('%s: nothing is started', async (_what, environment, words, [code, message]) => {
  const ended = await runCli({ home, environment }, 'desktop', ...words);
  expect([ended.code, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).toContain(message);
  expect(ended.stderr).not.toContain('    at ');
  expect(readdirSync(home)).toEqual([]);
});

test('a gateway without pages: exit code 3, and the gateway stays as it is', async () => {
  await using gateway = await startTestGateway();
  writeGatewayFile(gateway.home, { url: `http://127.0.0.1:${gateway.port}`, pid: process.pid });
  const environment = { DISPLAY: ':0', OPENFOAL_BROWSER: process.execPath };
  const { code, stderr } = await runCli({ home: gateway.home, environment }, 'desktop');
  expect([code, stderr]).toEqual([3, expect.stringContaining('has no pages to show')]);
  expect(readdirSync(gateway.home)).not.toContain('desktop');
});
