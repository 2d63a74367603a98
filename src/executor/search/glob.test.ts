import { expect, test } from 'vitest';
import { expandBraces, matchGlob, parseGlob } from './glob.ts';

const matches = (glob: string, path: string) => {
  const parsed = parseGlob(glob);
  return parsed ? matchGlob(parsed, path.split('/')) : undefined;
};

test.each(['[a', 'a/[', 'a\\', '[a-'])('%j cannot be read', (glob) => {
  expect(parseGlob(glob)).toBeUndefined();
});

test.each<[string, string[], string[]]>([
  ['*.ts', ['a.ts', '.ts'], ['a/b.ts', 'a.tsx', 'ts']],
  ['a?c', ['abc', 'a漢c', 'a😀c'], ['ac', 'a/c', 'abbc']],
  ['**/b', ['b', 'a/b', 'a/a/b'], ['b/a', 'ab']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'b/a']],
  ['a/**/c', ['a/c', 'a/b/c', 'a/b/b/c'], ['ac', 'a/b']],
  ['**', ['a', 'a/b'], []],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
  ['[!a-c]x', ['dx'], ['ax', 'x']],
  ['\\*', ['*'], ['a']],
])('%s takes %j and not %j', (glob, taken, left) => {
  expect(taken.filter((path) => !matches(glob, path))).toEqual([]);
  expect(left.filter((path) => matches(glob, path))).toEqual([]);
});

test('many stars over a long name and a long path take no time', () => {
  expect(matches(`${'*a'.repeat(100)}b`, 'a'.repeat(2_000))).toBe(false);
  expect(matches(`${'**/a/'.repeat(100)}b`, 'a/'.repeat(1_000))).toBe(false);
});

test.each<[string, string[] | undefined]>([
  ['a', ['a']],
  ['{a,b}', ['a', 'b']],
  ['x{a,b}y{1,2}', ['xay1', 'xay2', 'xby1', 'xby2']],
  ['{a,{b,c}d}', ['a', 'bd', 'cd']],
  ['{,a}b', ['b', 'ab']],
  ['\\{a,b\\}', ['\\{a,b\\}']],
  ['a}', ['a}']],
  ['{a,b', undefined],
  ['{a,{b}', undefined],
  ['{a,b}'.repeat(9), undefined],
])('braces in %j are %j', (glob, expected) => {
  expect(expandBraces(glob)).toEqual(expected);
});
