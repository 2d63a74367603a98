/** How much of a text is looked at: a language shows early. */
const LOOKED_AT = 600;

/** Chinese or Japanese, by the script of a text; undefined for every other. */
export function textLanguage(text: string): 'zh-CN' | 'ja' | undefined {
  const start = text.slice(0, LOOKED_AT);
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(start)) return 'ja';
  return /\p{Script=Han}/u.test(start) ? 'zh-CN' : undefined;
}
