/** Draws a component as a page would: in a language, with the error texts. */
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { compileCatalogue } from '../i18n/compile-catalogue.ts';
import { en } from '../i18n/en.ts';
import { errorTexts } from '../i18n/error-texts.ts';
import { LocaleProvider } from '../i18n/locale-provider.tsx';
import type { Locale } from '../i18n/locales.ts';
import { zhCN } from '../i18n/zh-cn.ts';

const CATALOGUES = { en: compileCatalogue(en), 'zh-CN': compileCatalogue(zhCN) };

export function renderPage(page: ReactNode, preferred: Locale = 'en') {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <LocaleProvider preferred={preferred} catalogue={CATALOGUES[preferred]} errorTexts={errorTexts} timeZone="UTC">
      {children}
    </LocaleProvider>
  );
  return render(page, { wrapper });
}
