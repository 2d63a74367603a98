'use client';

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import { IntlProvider, useLocale, useTranslations } from 'use-intl';
import type { ErrorCode } from '../../protocol/errors.ts';
import { loadCatalogue } from './catalogues.ts';
import type { CompiledCatalogue } from './compile-catalogue.ts';
import type { en } from './en.ts';
import type { ErrorTexts } from './error-texts.ts';
import { isLocale, LOCALE_NAME, type Locale } from './locales.ts';

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof en;
    Locale: Locale;
  }
}

const CHANGED = 'openfoal:locale';

const Choice = createContext<{ setLocale: (locale: Locale) => void; errorTexts: ErrorTexts | null }>({
  setLocale: () => {},
  errorTexts: null,
});

type Props = {
  preferred: Locale;
  /** The texts of `preferred`. */
  catalogue: CompiledCatalogue;
  errorTexts: ErrorTexts;
  timeZone: string;
  children: ReactNode;
};

/** Speaks the language that was chosen on this device, else the one that the browser asked for; another one once its texts are here. */
export function LocaleProvider({ preferred, catalogue, errorTexts, timeZone, children }: Props) {
  const chosen = useSyncExternalStore(
    listen,
    () => chosenLocale() ?? preferred,
    () => preferred,
  );
  const [{ locale, texts }, setSpoken] = useState({ locale: preferred, texts: catalogue });
  useEffect(() => {
    if (chosenLocale() !== undefined) remember(chosen);
    if (chosen === locale) return;
    let isWanted = true;
    loadCatalogue(chosen)
      .then((loaded) => {
        if (isWanted) setSpoken({ locale: chosen, texts: loaded });
      })
      // Without the gateway the page goes on in the language that it has; it comes in the other one when it is loaded again.
      .catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [chosen, locale]);
  const setLocale = useCallback((next: Locale) => {
    localStorage.setItem(LOCALE_NAME, next);
    window.dispatchEvent(new Event(CHANGED));
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const choice = useMemo(() => ({ setLocale, errorTexts }), [setLocale, errorTexts]);
  return (
    <Choice value={choice}>
      <IntlProvider locale={locale} messages={texts} timeZone={timeZone}>
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
    const chosen = localStorage.getItem(LOCALE_NAME);
    return isLocale(chosen) ? chosen : undefined;
  } catch {
    return undefined;
  }
}

const A_YEAR_S = 31_536_000;

/** Says the language to the server as well: the next page comes in it. */
function remember(locale: Locale): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we support
  document.cookie = `${LOCALE_NAME}=${locale}; path=/; max-age=${A_YEAR_S}; samesite=lax`;
}

function listen(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  window.addEventListener('storage', changed);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener('storage', changed);
  };
}
