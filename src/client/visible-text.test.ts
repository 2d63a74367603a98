import { expect, test } from 'vitest';
import { withHiddenShown } from './visible-text.ts';

const point = (code: number) => String.fromCodePoint(code);
const name = (code: number) => `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;

test.each([
  ['an escape', 0x1b],
  ['a carriage return', 0x0d],
  ['a reordered line', 0x202e],
  ['a space without width', 0x200b],
  ['a line separator', 0x2028],
  ['a Hangul filler, which is a letter to JavaScript', 0x3164],
  ['a Hangul filler of half width', 0xffa0],
  ['a Hangul leading filler', 0x115f],
  ['a combining joiner', 0x034f],
  ['a vowel that is not drawn', 0x17b4],
  ['a blank braille pattern', 0x2800],
  ['a variation selector, which can carry a byte', 0xfe00],
  ['a variation selector of another plane', 0xe0101],
  ['a tag, which can carry a text', 0xe0041],
  ['a code point that nobody has and nothing draws', 0xe0fff],
  ['a space that no shell takes for one', 0x00a0],
  ['a space of another width', 0x2003],
])('%s is written out', (_what, code) => {
  expect(withHiddenShown(`a${point(code)}b`)).toBe(`a${name(code)}b`);
});

test('a space, a tab, a line break, wide spaces and signs of any script stay as they are', () => {
  const text = 'if (a) {\n\treturn "日本　語 ✓ é 👍 ❤️ ☎︎ هذا";\n}';
  expect(withHiddenShown(text)).toBe(text);
});
