import { describe, expect, test } from 'vitest';
import { approvalOf } from '../../../client/fold/journal.fixture.ts';
import { moved, nextAfter, oldestFirst } from './queue-order.ts';

test('the one that expires first comes first', () => {
  const late = { ...approvalOf('r', 't', 'late'), expiresAt: '2026-11-24T10:00:00.000Z' };
  const soon = { ...approvalOf('r', 't', 'soon'), expiresAt: '2026-11-23T09:00:00.000Z' };
  expect(oldestFirst([late, soon]).map(({ approvalId }) => approvalId)).toEqual(['soon', 'late']);
});

describe('a key moves', () => {
  test.each([
    [undefined, 'down', 'a'],
    ['gone', 'up', 'a'],
    ['a', 'up', 'a'],
    ['c', 'down', 'c'],
    ['a', 'down', 'b'],
    ['b', 'up', 'a'],
    ['c', 'first', 'a'],
    ['gone', 'last', 'c'],
  ] as const)('from %s by %s to %s', (from, move, to) => {
    expect(moved(['a', 'b', 'c'], from, move)).toBe(to);
  });

  test('nowhere in an empty list', () => {
    expect(moved([], 'a', 'down')).toBeUndefined();
  });
});

test.each([
  [['a'], 'a', [], undefined],
  [['a', 'b', 'c'], 'b', ['c'], 'a'],
  [['a', 'b', 'c'], 'b', [], 'c'],
  [['a', 'b', 'c'], 'c', [], 'b'],
] as const)('in %j, after %s and with %j answered too, %s is next', (ids, shown, answered, next) => {
  expect(nextAfter(ids, shown, new Set<string>(answered))).toBe(next);
});
