/** Draws a component as a page would: in a language, with the error texts. */
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { en } from '../i18n/en.ts';
import { errorTexts } from '../i18n/error-texts.ts';
import { LocaleProvider } from '../i18n/locale-provider.tsx';
import type { Locale } from '../i18n/locales.ts';
import { zhCN } from '../i18n/zh-cn.ts';

export function renderPage(page: ReactNode, preferred: Locale = 'en') {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <LocaleProvider
      preferred={preferred}
      catalogue={preferred === 'en' ? en : zhCN}
      errorTexts={errorTexts}
      timeZone="UTC"
    >
      {children}
    </LocaleProvider>
  );
  return render(page, { wrapper });
}
