// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { offlinePage } from './offline-page.ts';

const parse = (html: string) => new DOMParser().parseFromString(html, 'text/html');

test('a nonce cannot leave its attribute', () => {
  const page = parse(offlinePage('a"><script>alert(1)</script>'));
  expect(page.querySelectorAll('script')).toHaveLength(1);
  expect(page.querySelector('script')?.getAttribute('nonce')).toBe('a"><script>alert(1)</script>');
});

test('it says what is wrong in both languages, and asks for no other file', () => {
  const page = parse(offlinePage('n'));
  expect([...page.querySelectorAll('section')].map(({ lang }) => lang)).toEqual(['en', 'zh-CN']);
  for (const section of page.querySelectorAll('section')) expect(section.textContent?.length).toBeGreaterThan(20);
  expect(page.querySelectorAll('link, img, script[src], iframe')).toHaveLength(0);
});
