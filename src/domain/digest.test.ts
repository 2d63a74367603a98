import { expect, test } from 'vitest';
import { digestOf } from './digest.ts';

test('the order of keys does not matter, anything else does', () => {
  expect(digestOf({ a: 1, b: [2] })).toBe(digestOf({ b: [2], a: 1 }));
  const digests = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: '1' }, [1], null, { a: [1] }].map(digestOf);
  expect(new Set(digests).size).toBe(digests.length);
});

test('half a surrogate pair and an infinite number have a digest of their own, shared with no other value', () => {
  const values = [
    'a\ud83d',
    'a\ufffd',
    '"a\\ud83d"',
    'a\\ud83d',
    Infinity,
    'number Infinity',
    '"number Infinity"',
    ['a\ud83d'],
  ];
  expect(new Set(values.map(digestOf)).size).toBe(values.length);
  expect(digestOf({ '\ud83d': 1 })).not.toBe(digestOf({ '"\\ud83d"': 1 }));
});
