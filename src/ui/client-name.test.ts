import { expect, test } from 'vitest';
import { clientName } from './client-name.ts';

/** A tab that is led from page to page. */
function tab() {
  const kept = new Map<string, string>();
  const sessionStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  return (address: string) => clientName({ location: new URL(address, 'http://localhost:3000'), sessionStorage });
}

test('a page is webchat, one of the console is console, and what a query claims changes neither', () => {
  const open = tab();
  expect(['/', '/s/ses_1', '/consoles', '/console', '/console/audit', '/?client=cli', '/?client='].map(open)).toEqual([
    'webchat',
    'webchat',
    'webchat',
    'console',
    'console',
    'webchat',
    'webchat',
  ]);
});

test('the desktop window stays desktop on every page that it is led to, and another tab does not become it', () => {
  const open = tab();
  expect(['/signin?client=desktop', '/', '/console/policy'].map(open)).toEqual(['desktop', 'desktop', 'desktop']);
  expect(tab()('/')).toBe('webchat');
});
