import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeHostSubject } from '../contract/host-subject.ts';
import { prepared, run } from '../contract/subject.ts';
import type { SearchQuery } from '../port.ts';
import { createRipgrep, findRipgrep } from './ripgrep.ts';
import { ripgrepPattern } from './ripgrep-pattern.ts';

const subject = makeHostSubject({ kind: 'process-group', reason: 'ripgrep is what is tested here' });
afterAll(() => subject.close());

const QUERY: SearchQuery = {
  path: '.',
  pattern: 'x',
  regex: false,
  ignoreCase: false,
  maxMatches: 9,
  maxLineChars: 99,
};
const found = findRipgrep(process.env.PATH) ?? 'ripgrep is missing: npm run setup';

async function candidates(script: string, query: Partial<SearchQuery> = {}, program = found) {
  const place = await prepared(subject, script);
  const find = createRipgrep(program, subject.executor.exec);
  const names = await find(place, { ...QUERY, ...query }, new AbortController().signal);
  return names && [...names.keys()].sort();
}

function fakeRipgrep(script: string): string {
  const folder = join(subject.home, 'programs');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'rg');
  writeFileSync(program, `#!/bin/bash\n${script}\n`);
  chmodSync(program, 0o755);
  return program;
}

test('names the files that can hold a match, and no other', async () => {
  expect(await candidates('echo x > yes; echo y > no; mkdir d; echo x > d/f')).toEqual(['d', 'yes']);
  expect(await candidates('echo 1 > yes; echo y > no', { pattern: '\\d', regex: true })).toEqual(['yes']);
  expect(await candidates('echo y > no')).toEqual([]);
});

test('looks only at files that the glob can take', async () => {
  expect(await candidates('echo x > a.ts; echo x > a.js', { glob: 'src/**/*.ts' })).toEqual(['a.ts']);
});

describe('says nothing, so that all files are looked at,', () => {
  test.each([
    ['when it ends with an error of its own', 'echo "bad" >&2; exit 2'],
    ['when it is ended by a signal', 'printf "a\\0"; kill -SEGV $$'],
    ['when it warns', 'printf "a\\0"; echo "careful" >&2'],
    ['when its list is too long', 'head -c 2000000 /dev/zero'],
  ])('%s', async (_when, script) => {
    const program = fakeRipgrep(script);
    expect(await candidates('echo x > f', {}, program)).toBeUndefined();
  });

  test('when it is not there', async () => {
    expect(await candidates('echo x > f', {}, join(subject.home, 'missing'))).toBeUndefined();
  });

  test("when it lies in the session's folder, and does not run it", async () => {
    const place = await prepared(subject, `printf '#!/bin/sh\\ntouch ran\\n' > rg; chmod +x rg`);
    const find = createRipgrep(join(place.folder, 'rg'), subject.executor.exec);
    expect(await find(place, QUERY, new AbortController().signal)).toBeUndefined();
    expect((await subject.executor.list(place, '.', 9)).entries.map((entry) => entry.name)).toEqual(['rg']);
  });
});

test('aborting a search ends ripgrep, and rejects with the reason', async () => {
  const place = await prepared(subject, 'touch lock');
  const program = fakeRipgrep('exec flock lock bash -c "touch held; sleep 1000"');
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const finding = createRipgrep(program, subject.executor.exec)(place, QUERY, controller.signal);
  await run(subject, place, { script: 'until [ -e held ]; do sleep 0.01; done' });
  controller.abort(reason);
  await expect(finding).rejects.toBe(reason);
  expect((await run(subject, place, { script: 'flock -n lock echo free' })).output).toBe('free\n');
});

test('is looked for in absolute entries of PATH alone', () => {
  expect(findRipgrep(undefined)).toBeUndefined();
  expect(findRipgrep('.:bin:/nonexistent')).toBeUndefined();
});

test.each(['\\pL', '\\x41', '\\Qa\\E', '\\101', '(?i)a', '(?P<n>a)', '[[:alpha:]]', '\\z', '\\n', '[\\n]', '\uFFFD'])(
  'the pattern %j, which it may read otherwise, is not given to it',
  (pattern) => {
    expect(ripgrepPattern({ ...QUERY, pattern, regex: true })).toBeUndefined();
  },
);

test.each<[string, string]>([
  ['\\d+\\.\\w', '[0-9]+\\.[0-9A-Za-z_]'],
  ['\\bfoo$', '(?-u:\\b)foo(?:\\r?$)'],
  ['a{2,3}{', 'a{2,3}\\{'],
  ['[a&&b[]', '[a\\&\\&b\\[]'],
  ['[]a]', '[\\]a]'],
  ['(?:a|b)\\/', '(?:a|b)/'],
])('the pattern %j is given to it as %j', (pattern, expected) => {
  expect(ripgrepPattern({ ...QUERY, pattern, regex: true })?.[1]).toBe(`--regexp=${expected}`);
});
