// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { SessionNotice } from '../../protocol/events.ts';
import { NoticeLine } from './notice-line.tsx';
import { renderPage } from './page.fixture.tsx';

afterEach(cleanup);

const said = (notice: SessionNotice, locale: 'en' | 'zh-CN' = 'en'): string => {
  renderPage(
    <NoticeLine item={{ kind: 'notice', key: 'n', seq: 1, createdAt: '2026-11-22T10:00:00.000Z', notice }} />,
    locale,
  );
  return screen.getByTestId('notice').textContent;
};
const wait: SessionNotice = { kind: 'rate_limit', model: 'a/1', retryAfterMs: 11_200, message: 'a/1 is busy.' };

test('a provider that asks to wait is named, with the seconds and what it said', () => {
  expect(said(wait)).toBe('a/1 asks to wait: it is asked again after 12 s. a/1 is busy.');
  cleanup();
  expect(said(wait, 'zh-CN')).toBe('a/1 要求等待，12 秒后再次请求。 a/1 is busy.');
});

test('a notice of a later kind shows its own words', () => {
  expect(said({ kind: 'later', message: 'Something new.' })).toBe('later Something new.');
});
