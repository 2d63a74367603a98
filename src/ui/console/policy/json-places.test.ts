import { expect, test } from 'vitest';
import { pathAt, spanOf, valueSpanOf } from './json-places.ts';

const TEXT = `{
  "a": { "b.c": [10, { "d": "x" }] },
  "e": true
}
`;
const at = (needle: string): number => TEXT.indexOf(needle) + 1;
const textOf = ({ from, to }: { from: number; to: number }): string => TEXT.slice(from, to);

test.each([
  ['"b.c"', ['a', 'b.c']],
  ['10', ['a', 'b.c', 0]],
  ['"x"', ['a', 'b.c', 1, 'd']],
  ['true', ['e']],
  ['{\n', []],
] as const)('the place of %s is found', (needle, path) => {
  expect(pathAt(TEXT, at(needle))).toEqual(path);
});

test('a place is found in the text: its name, or its value where it has none', () => {
  expect(textOf(spanOf(TEXT, ['a', 'b.c']))).toBe('"b.c"');
  expect(textOf(spanOf(TEXT, ['a', 'b.c', 1]))).toBe('{ "d": "x" }');
  expect(textOf(valueSpanOf(TEXT, ['a', 'b.c', 1, 'd']))).toBe('"x"');
  expect(textOf(valueSpanOf(TEXT, ['e']))).toBe('true');
});

test('of a place that is not there the nearest one around it is found', () => {
  expect(textOf(spanOf(TEXT, ['a', 'gone']))).toBe('"a"');
  expect(textOf(spanOf(TEXT, ['a', 'b.c', 7]))).toBe('"b.c"');
});

test('a text that is being written has places too', () => {
  const open = '{"a": {"b": [1, 2';
  expect(pathAt(open, open.length)).toEqual(['a', 'b', 1]);
  expect(pathAt('', 0)).toEqual([]);
});
