'use client';

import { ThemeProvider } from 'next-themes';
import { type ReactNode, useSyncExternalStore } from 'react';
import type { CompiledCatalogue } from './i18n/compile-catalogue.ts';
import type { ErrorTexts } from './i18n/error-texts.ts';
import { LocaleProvider } from './i18n/locale-provider.tsx';
import type { Locale } from './i18n/locales.ts';

type Props = {
  /** Of the Content-Security-Policy: the script that sets the theme before the first paint runs with it. */
  nonce: string | undefined;
  preferred: Locale;
  catalogue: CompiledCatalogue;
  errorTexts: ErrorTexts;
  children: ReactNode;
};

/** What every page stands in: its theme and its language. */
export function PageShell({ nonce, preferred, catalogue, errorTexts, children }: Props) {
  // The server does not know where its reader is, and draws no moment.
  const timeZone = useSyncExternalStore(neverChanges, hereNow, () => 'UTC');
  return (
    <ThemeProvider
      attribute="data-theme"
      storageKey="openfoal.theme"
      enableColorScheme={false}
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      <LocaleProvider preferred={preferred} catalogue={catalogue} errorTexts={errorTexts} timeZone={timeZone}>
        {children}
      </LocaleProvider>
    </ThemeProvider>
  );
}

const neverChanges = () => () => {};
const hereNow = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
