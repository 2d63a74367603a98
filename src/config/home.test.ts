import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareHome } from './home.ts';

let parent: string;
let home: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'openfoal-home-'));
  home = join(parent, 'deep', 'home');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));
const modeOf = (path: string) => statSync(path).mode & 0o777;

test('a home and its token are for their owner only, also when they were open before', () => {
  prepareHome(home, () => 'first-secret');
  const paths = [home, join(home, 'transcripts'), join(home, 'workspaces'), join(home, 'memory'), join(home, 'token')];
  expect(paths.map(modeOf)).toEqual([0o700, 0o700, 0o700, 0o700, 0o600]);
  chmodSync(home, 0o755);
  chmodSync(join(home, 'token'), 0o644);
  prepareHome(home, () => 'second-secret');
  expect([modeOf(home), modeOf(join(home, 'token'))]).toEqual([0o700, 0o600]);
});

test('the service token is made once and kept', () => {
  expect(prepareHome(home, () => 'first-secret').serviceToken).toBe('first-secret');
  expect(prepareHome(home, () => 'second-secret').serviceToken).toBe('first-secret');
  expect(readFileSync(join(home, 'token'), 'utf8')).toBe('first-secret\n');
});

test('a token file that a crash left empty is filled', () => {
  prepareHome(home, () => 'first-secret');
  writeFileSync(join(home, 'token'), '');
  expect(prepareHome(home, () => 'second-secret').serviceToken).toBe('second-secret');
  expect(readFileSync(join(home, 'token'), 'utf8')).toBe('second-secret\n');
});
