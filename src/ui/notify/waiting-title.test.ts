// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import { showInTitle, withCount } from './waiting-title.ts';

let stop = (): void => {};
afterEach(() => stop());

test.each([
  ['OpenFoal', 0, 'OpenFoal'],
  ['OpenFoal', 2, '(2) OpenFoal'],
  ['(2) OpenFoal', 1, '(1) OpenFoal'],
  ['(2) OpenFoal', 0, 'OpenFoal'],
  ['(a) OpenFoal', 1, '(1) (a) OpenFoal'],
])('%s with %i is %s', (title, count, wanted) => {
  expect(withCount(title, count)).toBe(wanted);
});

test('the number stays when a page gives itself another title', async () => {
  document.title = 'OpenFoal';
  stop = showInTitle(1);
  expect(document.title).toBe('(1) OpenFoal');
  document.title = 'Policy';
  await vi.waitFor(() => expect(document.title).toBe('(1) Policy'));
});
