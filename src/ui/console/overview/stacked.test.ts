import { expect, test } from 'vitest';
import { stacked } from './stacked.ts';

test('each count stands on those before it, one that is not there has no height', () => {
  expect(stacked([2, undefined, 3])).toEqual([2, 2, 5]);
  expect(stacked([])).toEqual([]);
});
