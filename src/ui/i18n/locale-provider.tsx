'use client';

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { IntlProvider, useLocale, useTranslations } from 'use-intl';
import type { ErrorCode } from '../../protocol/errors.ts';
import { en } from './en.ts';
import type { ErrorTexts } from './error-texts.ts';
import { isLocale, type Locale } from './locales.ts';
import { zhCN } from './zh-cn.ts';

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof en;
    Locale: Locale;
  }
}

const CATALOGUES = { en, 'zh-CN': zhCN } as const;
const STORAGE_KEY = 'openfoal.locale';
const CHANGED = 'openfoal:locale';

const Choice = createContext<{ setLocale: (locale: Locale) => void; errorTexts: ErrorTexts | null }>({
  setLocale: () => {},
  errorTexts: null,
});

type Props = { preferred: Locale; errorTexts: ErrorTexts; timeZone: string; children: ReactNode };

/** Speaks the language that was chosen on this device, else the one that the browser asked for. */
export function LocaleProvider({ preferred, errorTexts, timeZone, children }: Props) {
  const locale = useSyncExternalStore(
    listen,
    () => chosenLocale() ?? preferred,
    () => preferred,
  );
  const setLocale = useCallback((next: Locale) => {
    localStorage.setItem(STORAGE_KEY, next);
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const choice = useMemo(() => ({ setLocale, errorTexts }), [setLocale, errorTexts]);
  return (
    <Choice value={choice}>
      <IntlProvider locale={locale} messages={CATALOGUES[locale] as typeof en} timeZone={timeZone}>
        {children}
      </IntlProvider>
    </Choice>
  );
}

export function useLocaleChoice(): [Locale, (locale: Locale) => void] {
  return [useLocale(), useContext(Choice).setLocale];
}

/** The text of an error code in the page's language; what the gateway said when the code is newer than this page. */
export function useErrorText(): (error: { code: ErrorCode; message: string }) => string {
  const { errorTexts } = useContext(Choice);
  const locale = useLocale();
  return useCallback((error) => errorTexts?.[locale][error.code] ?? error.message, [errorTexts, locale]);
}

export { useTranslations };

function chosenLocale(): Locale | undefined {
  try {
    const chosen = localStorage.getItem(STORAGE_KEY);
    return isLocale(chosen) ? chosen : undefined;
  } catch {
    return undefined;
  }
}

function listen(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  window.addEventListener('storage', changed);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener('storage', changed);
  };
}
