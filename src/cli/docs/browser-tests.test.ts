import { expect, test } from 'vitest';
import { PROMISES, taggedTests } from './browser-tests.ts';

test('every promise of the pages has a browser test that carries its tag', () => {
  const held = new Set(taggedTests().flatMap(({ tags }) => tags));
  expect(Object.keys(PROMISES).filter((tag) => !held.has(tag))).toEqual([]);
});

test('no browser test carries a tag that stands for nothing', () => {
  const unknown = taggedTests().flatMap(({ tags }) => tags.filter((tag) => !(tag in PROMISES)));
  expect(unknown).toEqual([]);
});
