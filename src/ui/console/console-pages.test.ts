import { expect, test } from 'vitest';
import { CONSOLE_PAGES, consolePageAt } from './console-pages.ts';

test.each([
  ['/console', 'overview'],
  ['/console/sessions', 'sessions'],
  ['/console/sessions/ses_1', 'sessions'],
  ['/console/policy', 'policy'],
  ['/console/unheard-of', 'overview'],
] as const)('%s belongs to %s', (path, name) => {
  expect(consolePageAt(path)).toBe(name);
});

test('every page has a path of its own', () => {
  expect(new Set(CONSOLE_PAGES.map(({ path }) => path)).size).toBe(CONSOLE_PAGES.length);
});
