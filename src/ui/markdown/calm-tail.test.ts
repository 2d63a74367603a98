import { describe, expect, test } from 'vitest';
import { calmTail } from './calm-tail.ts';

describe('the end of a text that is still being written', () => {
  test.each([
    ['a heading that may be underlined', 'Title\n-', 'Title\n'],
    ['a list that has no item yet', 'text\n\n- ', 'text\n\n'],
    ['a number that may begin a list', 'text\n1.', 'text\n'],
    ['a heading without words', '##', ''],
    ['the head of a table', 'text\n\n| a | b |', 'text\n'],
    ['half of the row under it', '| a | b |\n|--', ''],
    ['a fence that is being opened', 'text\n``', 'text\n'],
  ])('%s is held back', (_what, text, shown) => {
    expect(calmTail(text)).toBe(shown);
  });

  test.each([
    '| a | b |\n|---|---|\n',
    '| a | b |\n|---|---|\n| 1',
    'text | with a bar',
    'a line\nand one more',
    '```md\n| a |\n-',
    '```\n**open `code',
    'done.\n\n',
    '5 * 3',
    '- item\n- item two',
  ])('%j stays as it is', (text) => {
    expect(calmTail(text)).toBe(text);
  });

  test.each([
    ['**bold', '**bold**'],
    ['a **bold', 'a **bold**'],
    ['a **', 'a '],
    ['a **bold*', 'a **bold**'],
    ['`code', '`code`'],
    ['a `', 'a '],
    ['see [the docs](https://exa', 'see the docs'],
    ['`a**b` c', '`a**b` c'],
  ])('%j is drawn as %j', (text, shown) => {
    expect(calmTail(text)).toBe(shown);
  });

  test('what stood is never taken back by more than the line that is being written', () => {
    const text = '# A\n\nSome **bold** and `code` text.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n\nend';
    for (let length = 1; length <= text.length; length += 1) {
      const shown = calmTail(text.slice(0, length));
      const before = text.slice(0, length).split('\n').slice(0, -2).join('\n');
      expect(shown.startsWith(before.slice(0, before.lastIndexOf('\n\n') + 1)), text.slice(0, length)).toBe(true);
    }
  });
});
