import type { Catalogue } from './en.ts';
import type { Locale } from './locales.ts';

const CATALOGUES: Readonly<Record<Locale, () => Promise<Catalogue>>> = {
  en: async () => (await import('./en.ts')).en,
  'zh-CN': async () => (await import('./zh-cn.ts')).zhCN,
};

/** The texts of a language. A page comes with those of its own; others are loaded when somebody wants them. */
export const loadCatalogue = (locale: Locale): Promise<Catalogue> => CATALOGUES[locale]();
