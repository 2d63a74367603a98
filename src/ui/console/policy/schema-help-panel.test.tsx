// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { compileCatalogue } from '../../i18n/compile-catalogue.ts';
import { en } from '../../i18n/en.ts';
import { errorTexts } from '../../i18n/error-texts.ts';
import { LocaleProvider } from '../../i18n/locale-provider.tsx';
import type { Locale } from '../../i18n/locales.ts';
import { zhCN } from '../../i18n/zh-cn.ts';
import type { Help } from './schema-help.ts';
import { SchemaHelpPanel } from './schema-help-panel.tsx';

afterEach(cleanup);

function show(locale: Locale, help: Help) {
  render(
    <LocaleProvider
      preferred={locale}
      catalogue={compileCatalogue(locale === 'en' ? en : zhCN)}
      errorTexts={errorTexts}
      timeZone="UTC"
    >
      <SchemaHelpPanel place={help.field.split('/')} help={help} known />
    </LocaleProvider>,
  );
  return screen.getByTestId('schema-help');
}

test('a field is explained in the language of the page, whatever the schema says', () => {
  const help: Help = {
    field: 'modelPolicy/maxCostUsdPerDay',
    description: 'Most that a day may cost.',
    type: 'number',
  };
  const panel = show('zh-CN', help);
  expect(panel.textContent).toContain('每天（UTC）所有模型调用的费用上限');
  expect(panel.textContent).not.toContain('Most that');
});

test('a field that this page does not know yet is explained as the schema does, in English', () => {
  const panel = show('zh-CN', { field: 'modelPolicy/newer', description: 'Newer than the page.' });
  expect(panel.querySelector('[lang="en"]')?.textContent).toBe('Newer than the page.');
});
