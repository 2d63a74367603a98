import compile from 'icu-minify/compile';
import type { Catalogue } from './en.ts';

declare const isCompiled: unique symbol;
/** A catalogue whose texts were read beforehand: pages format them by `use-intl/format-message/format-only` and bring no parser. */
export type CompiledCatalogue = { readonly [K in keyof Catalogue]: object } & { readonly [isCompiled]: true };

/** Plain objects all the way down: React hands on nothing else from the server to a page. */
export const compileCatalogue = (texts: Catalogue): CompiledCatalogue =>
  structuredClone(compileAll(texts)) as CompiledCatalogue;

function compileAll(texts: object): object {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]: [string, unknown]) => [
      key,
      typeof text === 'string' ? compile(text) : compileAll(text as object),
    ]),
  );
}
