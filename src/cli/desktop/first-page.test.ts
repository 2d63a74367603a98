import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstPage } from './first-page.ts';

const ORIGIN = 'http://127.0.0.1:3000';
let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'openfoal-first-page-'));
  folder = join(home, 'desktop');
});
afterEach(() => rmSync(home, { recursive: true }));
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('a code is in a file that nobody else can read, and not in the address', () => {
  const { url } = firstPage(folder, ORIGIN, 'one-time-code');
  expect(url).not.toContain('one-time-code');
  const file = fileURLToPath(url);
  expect([modeOf(folder), modeOf(file)]).toEqual([0o700, 0o600]);
  expect(readFileSync(file, 'utf8')).toContain(
    `location.replace("${ORIGIN}/signin?client=desktop#code=one-time-code")`,
  );
});

test('nothing of a code can leave the script', () => {
  const page = readFileSync(fileURLToPath(firstPage(folder, ORIGIN, '</script><b>"').url), 'utf8');
  expect(page.match(/<\/script>/g)).toHaveLength(1);
  expect(page).not.toContain('<b>');
});

test('the file of a window before is gone, also when this one has no code; and it is taken away at the end', () => {
  const before = firstPage(folder, ORIGIN, 'left-behind');
  const after = firstPage(folder, ORIGIN, undefined);
  expect(after.url).toBe(`${ORIGIN}/?client=desktop`);
  expect(statSync(fileURLToPath(before.url), { throwIfNoEntry: false })).toBeUndefined();
  const again = firstPage(folder, ORIGIN, 'code');
  again.remove();
  expect(statSync(fileURLToPath(again.url), { throwIfNoEntry: false })).toBeUndefined();
});
