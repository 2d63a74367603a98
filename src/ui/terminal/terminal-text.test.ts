import { describe, expect, test } from 'vitest';
import { type TerminalLine, terminalLines } from './terminal-text.ts';

const plain = (lines: readonly TerminalLine[]): string => lines.map(textOf).join('\n');
const textOf = (line: TerminalLine): string => line.map(({ text }) => text).join('');
const first = (text: string) => terminalLines(text)[0];

describe('what a terminal shows', () => {
  test('sixteen colours are tokens of the theme, the others are themselves', () => {
    expect(first('a\u001b[31mb\u001b[92mc\u001b[38;5;196md\u001b[38;2;1;2;3me\u001b[0mf')).toEqual([
      { text: 'a' },
      { text: 'b', style: { fg: 'var(--ansi-red)' } },
      { text: 'c', style: { fg: 'var(--ansi-bright-green)' } },
      { text: 'd', style: { fg: 'rgb(255, 0, 0)' } },
      { text: 'e', style: { fg: 'rgb(1, 2, 3)' } },
      { text: 'f' },
    ]);
  });

  test('the notation with colons is read as well', () => {
    expect(first('\u001b[38:2::9:8:7mx\u001b[0;4:3;48:5:232my')).toEqual([
      { text: 'x', style: { fg: 'rgb(9, 8, 7)' } },
      { text: 'y', style: { bg: 'rgb(8, 8, 8)', underline: true } },
    ]);
  });

  test('colours go on over lines, until they are taken back', () => {
    expect(terminalLines('\u001b[1;33mone\ntwo\u001b[22m three')).toEqual([
      [{ text: 'one', style: { fg: 'var(--ansi-yellow)', bold: true } }],
      [
        { text: 'two', style: { fg: 'var(--ansi-yellow)', bold: true } },
        { text: ' three', style: { fg: 'var(--ansi-yellow)' } },
      ],
    ]);
  });

  test('text that asks to be hidden is shown', () => {
    expect(first('\u001b[8mrm -rf /')).toEqual([{ text: 'rm -rf /', style: {} }]);
  });

  test.each([
    ['a progress bar is one line', '10%\r50%\r100%\n', '100%'],
    ['what was longer stays behind', 'downloading\rdone', 'doneloading'],
    ['unless it was erased', 'downloading\r\u001b[Kdone', 'done'],
    ['a whole line is erased', 'loading\u001b[2K\rok', 'ok     '],
    ['backspaces overwrite', 'abc\b\bX', 'aXc'],
    ['a column is gone to', 'abcdef\u001b[3GX', 'abXdef'],
    ['characters outside the first plane are one cell', '🙂🙂\rx', 'x🙂'],
    ['line ends of Windows are line ends', 'one\r\ntwo\r\n', 'one\ntwo'],
    ['a tab stays', 'a\tb', 'a\tb'],
  ])('%s', (_what, text, shown) => {
    expect(plain(terminalLines(text))).toBe(shown);
  });

  test.each([
    '\u001b[2J\u001b[H',
    '\u001b[5A',
    '\u001b[?25l',
    '\u001b[?2004h',
    '\u001b]0;title\u0007',
    '\u001b]8;;https://evil.example\u001b\\',
    '\u001bP1$r0m\u001b\\',
    '\u001b(B',
    '\u001bM',
    '\u001b[>4;2m',
    '\u0007',
    '\u0000',
    '\u009b',
  ])('%j leaves nothing behind', (sequence) => {
    expect(plain(terminalLines(`a${sequence}b`))).toBe('ab');
  });

  test.each(['\u001b', '\u001b[', '\u001b[38;5', '\u001b]0;tit'])(
    '%j that is cut off at the end is not shown',
    (cut) => {
      expect(plain(terminalLines(`text${cut}`))).toBe('text');
    },
  );

  test('text in brackets without an escape is text', () => {
    expect(plain(terminalLines('[31m [0K 中文\u3000é'))).toBe('[31m [0K 中文\u3000é');
  });

  test.each([
    ['colours', '\u001b[1m'.repeat(200_000)],
    ['carriage returns', 'ab\r'.repeat(300_000)],
    ['open titles', '\u001b]0;'.repeat(200_000)],
    ['open sequences', '\u001b[1;'.repeat(200_000)],
    ['lines', 'x\n'.repeat(400_000)],
    ['one line', 'x'.repeat(1_000_000)],
  ])('%s without end are read in one go', (_what, text) => {
    expect(plain(terminalLines(`${text}\nend`))).toMatch(/end$/);
  });
});
