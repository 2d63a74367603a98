import { expect, test } from 'vitest';
import { cx } from './cx.ts';

test('class names are joined, and what is not wanted is left out', () => {
  expect(cx('flex', undefined, false, ['gap-2', { 'text-sm': true, hidden: false }])).toBe('flex gap-2 text-sm');
});

test('a test that draws two class names which contradict each other fails', () => {
  expect(() => cx('h-8 w-full', 'h-7')).toThrow('class names contradict each other: h-8 in "h-8 w-full h-7"');
});
