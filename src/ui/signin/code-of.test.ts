import { expect, test } from 'vitest';
import { codeOf } from './code-of.ts';

test.each([
  ['NCH5O6bdjD7M', 'NCH5O6bdjD7M'],
  ['  http://localhost:3000/signin#code=NCH5O6bdjD7M\n', 'NCH5O6bdjD7M'],
  ['https://foal.example/signin?client=desktop#a=b&code=NCH5O6bdjD7M&x=y', 'NCH5O6bdjD7M'],
  ['a-token#code=with-odd-signs', 'a-token#code=with-odd-signs'],
  ['http://localhost:3000/signin', 'http://localhost:3000/signin'],
  [' ', ''],
])('of %j the code is %j', (text, code) => {
  expect(codeOf(text)).toBe(code);
});
