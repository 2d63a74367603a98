'use client';

import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';
import type { Catalogue } from './i18n/en.ts';
import type { ErrorTexts } from './i18n/error-texts.ts';
import { LocaleProvider } from './i18n/locale-provider.tsx';
import type { Locale } from './i18n/locales.ts';

type Props = {
  /** Of the Content-Security-Policy: the script that sets the theme before the first paint runs with it. */
  nonce: string | undefined;
  preferred: Locale;
  catalogue: Catalogue;
  errorTexts: ErrorTexts;
  children: ReactNode;
};

/** What every page stands in: its theme and its language. */
export function PageShell({ nonce, preferred, catalogue, errorTexts, children }: Props) {
  return (
    <ThemeProvider
      attribute="data-theme"
      storageKey="openfoal.theme"
      enableColorScheme={false}
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      <LocaleProvider preferred={preferred} catalogue={catalogue} errorTexts={errorTexts} timeZone="UTC">
        {children}
      </LocaleProvider>
    </ThemeProvider>
  );
}
