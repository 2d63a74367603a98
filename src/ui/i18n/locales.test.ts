import { expect, test } from 'vitest';
import { preferredLocale } from './locales.ts';

test.each([
  [null, 'en'],
  ['', 'en'],
  ['de, fr;q=0.8', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['zh-TW', 'zh-CN'],
  ['en-GB,zh;q=0.9', 'en'],
  ['zh;q=0.5, en;q=0.7', 'en'],
  ['zh;q=0, en;q=0.1', 'en'],
  ['de, zh;q=0.3', 'zh-CN'],
])('Accept-Language %j is served %s', (header, locale) => {
  expect(preferredLocale(header)).toBe(locale);
});
