import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readLastLine, readPlaywright, readVitest } from './verify-counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'counts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function reportOf(content: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('a file that fails before its first test counts as a failure, a skip and a retry are named', () => {
  const assertion = (fullName: string, status: string, retryReasons: string[] = []) => ({
    fullName,
    status,
    retryReasons,
  });
  const report = reportOf({
    testResults: [
      { name: 'a', status: 'failed', assertionResults: [assertion('one', 'passed'), assertion('two', 'failed')] },
      { name: 'b', status: 'failed', assertionResults: [] },
      {
        name: 'c',
        status: 'passed',
        assertionResults: [assertion('three', 'skipped'), assertion('four', 'passed', ['x'])],
      },
    ],
  });
  expect(readVitest(report)).toEqual({ passed: 2, failed: 2, skipped: 1, notes: ['skipped: three', 'retried: four'] });
});

test('a browser test that needed two attempts is named, an error outside of any test is a failure', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const inner = { title: 'inner', specs: [spec('b', 'flaky'), spec('c', 'skipped')] };
  const report = reportOf({
    suites: [{ title: 'file', specs: [spec('a', 'expected')], suites: [inner] }],
    errors: [{}],
  });
  expect(readPlaywright(report)).toEqual({ passed: 2, failed: 1, skipped: 1, notes: ['retried: b', 'skipped: c'] });
});

test('only the last line of a script counts', () => {
  const counts = { passed: 5, failed: 1, skipped: 0, notes: [] };
  expect(readLastLine('9 passed, 9 failed, 9 skipped\n5 passed, 1 failed, 0 skipped\n')).toEqual(counts);
  expect(readLastLine('Killed')).toEqual({ passed: 0, failed: 0, skipped: 0, notes: [] });
});

test('a report that was never written counts nothing, so that the stage fails', () => {
  expect(readVitest(join(folder, 'none.json'))).toEqual({ passed: 0, failed: 0, skipped: 0, notes: [] });
  expect(readPlaywright(join(folder, 'none.json'))).toEqual({ passed: 0, failed: 0, skipped: 0, notes: [] });
});
