// @vitest-environment jsdom
import { act, cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { compileCatalogue } from './compile-catalogue.ts';
import { en } from './en.ts';
import { errorTexts } from './error-texts.ts';
import { LocaleProvider, useLocaleChoice, useTranslations } from './locale-provider.tsx';
import { LOCALE_NAME } from './locales.ts';

// What a test waits for comes when it comes: a slow machine is no finding.
configure({ asyncUtilTimeout: 10_000 });
afterEach(() => {
  cleanup();
  localStorage.clear();
  document.cookie = `${LOCALE_NAME}=; max-age=0`;
});

function Spoken() {
  const t = useTranslations('common');
  const [, setLocale] = useLocaleChoice();
  return (
    <button type="button" onClick={() => setLocale('zh-CN')}>
      {t('retry')}
    </button>
  );
}

const show = () =>
  render(
    <LocaleProvider preferred="en" catalogue={compileCatalogue(en)} errorTexts={errorTexts} timeZone="UTC">
      <Spoken />
    </LocaleProvider>,
  );

test('another language is spoken once its texts are here, and remembered for the next page', async () => {
  show();
  const button = screen.getByRole('button', { name: 'Try again' });
  expect(document.cookie).toBe('');
  act(() => button.click());
  expect((await screen.findByRole('button', { name: '重试' })).isConnected).toBe(true);
  await waitFor(() => expect(document.documentElement.lang).toBe('zh-CN'));
  expect(document.cookie).toBe(`${LOCALE_NAME}=zh-CN`);
});

test('the language that was chosen on this device counts, whatever the page came in', async () => {
  localStorage.setItem(LOCALE_NAME, 'zh-CN');
  show();
  expect((await screen.findByRole('button', { name: '重试' })).isConnected).toBe(true);
});
