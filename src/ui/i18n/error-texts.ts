/**
 * What people read for an error code, from the protocol's error table. Imported on the server only and handed to the page as
 * data, because the table's module brings a schema library that a page has no use for.
 */
import { ERRORS, type ErrorCode } from '../../protocol/errors.ts';
import type { Locale } from './locales.ts';

export type ErrorTexts = Record<Locale, Record<ErrorCode, string>>;

const column = (language: 'en' | 'zh'): Record<ErrorCode, string> =>
  // The seam where Object.fromEntries forgets its keys.
  Object.fromEntries(Object.entries(ERRORS).map(([code, row]) => [code, row[language]])) as Record<ErrorCode, string>;

export const errorTexts: ErrorTexts = { en: column('en'), 'zh-CN': column('zh') };
