import type { CompiledCatalogue } from './compile-catalogue.ts';
import type { Catalogue } from './en.ts';
import type { Locale } from './locales.ts';

const CATALOGUES: Readonly<Record<Locale, () => Promise<Catalogue>>> = {
  en: async () => (await import('./en.ts')).en,
  'zh-CN': async () => (await import('./zh-cn.ts')).zhCN,
};

const compiled = new Map<Locale, Promise<CompiledCatalogue>>();

/** The texts of a language. A page comes with those of its own; others, and what reads them, are loaded when somebody wants them. */
export function loadCatalogue(locale: Locale): Promise<CompiledCatalogue> {
  const known = compiled.get(locale) ?? readCatalogue(locale);
  compiled.set(locale, known);
  // What could not be loaded is asked for again.
  known.catch(() => compiled.delete(locale));
  return known;
}

async function readCatalogue(locale: Locale): Promise<CompiledCatalogue> {
  const [texts, { compileCatalogue }] = await Promise.all([CATALOGUES[locale](), import('./compile-catalogue.ts')]);
  return compileCatalogue(texts);
}
