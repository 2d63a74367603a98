import type { SearchQuery } from '../port.ts';

/** RE2's meaning in Rust's syntax, where `\d` and its like speak of all of Unicode. `wide`: it also takes what is no text. */
const CLASSES: Record<string, { outside: string; inside?: string; wide?: true }> = {
  d: { outside: '[0-9]', inside: '0-9' },
  D: { outside: '[^0-9]', inside: '[^0-9]', wide: true },
  w: { outside: '[0-9A-Za-z_]', inside: '0-9A-Za-z_' },
  W: { outside: '[^0-9A-Za-z_]', inside: '[^0-9A-Za-z_]', wide: true },
  s: { outside: '[\\t\\n\\f\\r ]', inside: '\\t\\n\\f\\r ' },
  S: { outside: '[^\\t\\n\\f\\r ]', inside: '[^\\t\\n\\f\\r ]', wide: true },
  b: { outside: '(?-u:\\b)' },
  B: { outside: '(?-u:\\B)' },
  t: { outside: '\\t', inside: '\\t' },
  r: { outside: '\\r', inside: '\\r' },
  f: { outside: '\\f', inside: '\\f' },
  v: { outside: '\\v', inside: '\\v' },
};
const RUST_META = /[\\.+*?()|[\]{}^$#&~-]/;

/** Bytes that are not UTF-8. We read them as U+FFFD, which `.` takes; ripgrep's `.` takes no such byte. */
const CONTINUED = '[\\x80-\\xBF]';
const NOT_UTF8 = `(?-u:${[
  '[\\xC0\\xC1\\xF5-\\xFF]',
  '\\xE0[\\x80-\\x9F]|\\xED[\\xA0-\\xBF]|\\xF0[\\x80-\\x8F]|\\xF4[\\x90-\\xBF]',
  '[\\xC2-\\xF4](?:[^\\x80-\\xBF]|$)',
  `[\\xE0-\\xF4]${CONTINUED}(?:[^\\x80-\\xBF]|$)`,
  `[\\xF0-\\xF4]${CONTINUED}{2}(?:[^\\x80-\\xBF]|$)`,
  `(?:^|[\\x00-\\x7F])${CONTINUED}`,
  `[\\xC2-\\xDF]${CONTINUED}{2}|[\\xE0-\\xEF]${CONTINUED}{3}|[\\xF0-\\xF4]${CONTINUED}{4}`,
].join('|')})`;

/**
 * Arguments that make ripgrep find at least every line that we find. Undefined when that is not certain: the two know different
 * syntax, and what is not the plain part of it is left to our own walk.
 */
export function ripgrepPattern({ pattern, regex, ignoreCase }: SearchQuery): string[] | undefined {
  const letters = ignoreCase ? '--ignore-case' : '--case-sensitive';
  // U+FFFD is found where there are bytes that are no text; a lone surrogate cannot be an argument.
  if (/\uFFFD/.test(pattern) || !pattern.isWellFormed()) return undefined;
  if (!regex) return ['--fixed-strings', letters, `--regexp=${pattern}`];
  const translated = translate(pattern);
  if (!translated) return undefined;
  return [letters, `--regexp=${translated.text}`, ...(translated.wide ? [`--regexp=${NOT_UTF8}`] : [])];
}

function translate(pattern: string): { text: string; wide: boolean } | undefined {
  let rest = pattern;
  let text = '';
  let wide = false;
  const take = (length: number, meaning: string) => {
    rest = rest.slice(length);
    text += meaning;
  };
  while (rest !== '') {
    const [char = ''] = rest;
    if (char === '\\') {
      const escaped = escape(rest, 'outside');
      if (!escaped) return undefined;
      wide ||= escaped.wide;
      take(escaped.length, escaped.text);
    } else if (char === '[') {
      const set = translateSet(rest);
      if (!set) return undefined;
      wide ||= set.wide;
      take(set.length, set.text);
    } else if (char === '(' && rest[1] === '?') {
      if (rest[2] !== ':') return undefined;
      take(3, '(?:');
    } else if (char === '$') {
      // For us a line ends before its carriage return.
      take(1, '(?:\\r?$)');
    } else if (char === '{') {
      const [times] = /^\{\d+(?:,\d*)?\}/.exec(rest) ?? [];
      if (times) take(times.length, times);
      else take(1, '\\{');
    } else {
      wide ||= char === '.';
      take(char.length, char === '}' || char === ']' ? `\\${char}` : char);
    }
  }
  return { text, wide };
}

/** One escape at the start of `text`. */
function escape(text: string, where: 'outside' | 'inside') {
  const [, char = ''] = [...text.slice(0, 3)];
  const known = CLASSES[char]?.[where];
  if (known !== undefined) return { text: known, length: 2, wide: CLASSES[char]?.wide ?? false };
  // Of letters and digits only those above; of the rest each stands for itself.
  if (!/^[!-/:-@[-`{-~]$/.test(char)) return undefined;
  return { text: RUST_META.test(char) ? `\\${char}` : char, length: 2, wide: false };
}

function translateSet(text: string): { text: string; length: number; wide: boolean } | undefined {
  const negated = text[1] === '^';
  let at = negated ? 2 : 1;
  let items = '';
  let wide = negated;
  for (let first = true; text[at] !== ']' || first; first = false) {
    if (text[at] === undefined || text.startsWith('[:', at)) return undefined;
    if (text[at] === '-' && !first && text[at + 1] !== ']') {
      items += '-';
      at += 1;
      continue;
    }
    if (text[at] === '\\') {
      const escaped = escape(text.slice(at), 'inside');
      if (!escaped) return undefined;
      wide ||= escaped.wide;
      items += escaped.text;
      at += escaped.length;
    } else {
      const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
      items += RUST_META.test(char) ? `\\${char}` : char;
      at += char.length;
    }
  }
  return { text: `[${negated ? '^' : ''}${items}]`, length: at + 1, wide };
}
