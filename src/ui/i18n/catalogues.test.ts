import { createTranslator } from 'use-intl';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../protocol/errors.ts';
import { compileCatalogue } from './compile-catalogue.ts';
import { en } from './en.ts';
import { errorTexts } from './error-texts.ts';
import { zhCN } from './zh-cn.ts';

function texts(catalogue: object, path = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : texts(value as object, `${path}${key}.`),
  );
}
/** The values that a text asks for. What a plural says in one of its cases is text and no value. */
const names = (text: string): string[] =>
  [...text.matchAll(/(?<!(?:one|other|=\d+) )\{(\w+)\s*[,}]/g)].map(([, name]) => name ?? '').sort();

describe('catalogues', () => {
  test('have the same keys, and every text says something', () => {
    expect(texts(zhCN).map(([key]) => key)).toEqual(texts(en).map(([key]) => key));
    for (const [key, text] of [...texts(en), ...texts(zhCN)]) expect(text.trim(), key).not.toBe('');
  });

  test.each(texts(en))('%s asks for the same values in both languages and can be put together', (key, english) => {
    const chinese = new Map(texts(zhCN)).get(key) ?? '';
    expect(new Set(names(chinese))).toEqual(new Set(names(english)));
    const values = Object.fromEntries(names(english).map((name) => [name, 2]));
    for (const [locale, messages] of [
      ['en', en],
      ['zh-CN', zhCN],
    ] as const) {
      const fail = (error: unknown): never => {
        throw error;
      };
      const t = createTranslator<Record<string, unknown>>({
        locale,
        messages: compileCatalogue(messages),
        onError: fail,
      });
      expect((t as (key: string, values: object) => string)(key, values)).not.toContain('{');
    }
  });

  test('compiled they are plain data: a server hands them to a page', () => {
    const plain = (value: unknown): boolean =>
      typeof value !== 'object' ||
      ((Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) &&
        Object.values(value ?? {}).every(plain));
    expect(plain(compileCatalogue(en))).toBe(true);
    expect(plain(compileCatalogue(zhCN))).toBe(true);
  });

  test('every error code has its text in both languages', () => {
    for (const texts of Object.values(errorTexts)) expect(Object.keys(texts).sort()).toEqual([...ERROR_CODES].sort());
  });
});
