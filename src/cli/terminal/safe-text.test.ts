import { describe, expect, test, vi } from 'vitest';
import { randomJournal } from '../../client/fold/journal.fixture.ts';
import { safeText } from './safe-text.ts';

const ESC = '\u001b';

describe('nothing that drives a terminal gets through', () => {
  test.each([
    ['a title', `a${ESC}]0;owned\u0007b`],
    ['a title ended by ST', `a${ESC}]2;owned${ESC}\\b`],
    ['the clipboard (OSC 52)', `a${ESC}]52;c;cm0gLXJmIH4=\u0007b`],
    ['a link that says another address (OSC 8)', `a${ESC}]8;;http://x.example\u0007${ESC}]8;;\u0007b`],
    ['a colour question (OSC 11), which the terminal would answer as typed text', `a${ESC}]11;?\u0007b`],
    ['a cursor move', `a${ESC}[2;5Hb`],
    ['a cursor up and an erased line', `a${ESC}[1A${ESC}[2Kb`],
    ['a cleared screen', `a${ESC}[2J${ESC}[3Jb`],
    ['the alternate screen', `a${ESC}[?1049hb`],
    ['a report that types for you (DSR, DA)', `a${ESC}[6n${ESC}[cb`],
    ['bracketed paste and mouse modes', `a${ESC}[?2004l${ESC}[?1000hb`],
    ['a window operation', `a${ESC}[21tb`],
    ['device control (DCS)', `a${ESC}P+q544e${ESC}\\b`],
    ['an application command (APC)', `a${ESC}_Gf=24;AAAA${ESC}\\b`],
    ['a privacy message and a string', `a${ESC}^x${ESC}\\${ESC}Xy${ESC}\\b`],
    ['a full reset', `a${ESC}cb`],
    ['another character set', `a${ESC}(0b`],
    ['saved and restored cursors', `a${ESC}7${ESC}8b`],
    ['a keypad mode', `a${ESC}=b`],
    ['an 8-bit CSI', 'a\u009b2Jb'],
    ['an 8-bit OSC', 'a\u009d52;c;eA==\u009cb'],
    ['an 8-bit DCS', 'a\u0090q\u009cb'],
    ['8-bit next line and index', 'a\u0085\u0084b'],
    ['bells, backspaces, shifts, deletes', 'a\u0007\u0008\u000b\u000c\u000e\u000f\u0000\u007fb'],
    ['reordered text', 'a\u202e\u2066\u2069\u200fb'],
    ['an escape inside a sequence', `a${ESC}[3${ESC}[2Jb`],
    ['an escape inside a string', `a${ESC}]0;x${ESC}[2J\u0007b`],
    ['colours with a private mark', `a${ESC}[?31m${ESC}[>4;2mb`],
    ['colours with intermediates', `a${ESC}[31 mb`],
    ['hidden text', `a${ESC}[8mb`],
  ])('%s', (_what, text) => {
    expect(safeText(text, { colours: true }).replaceAll('x', '')).toBe('ab');
  });

  test('a carriage return ends the line, so that nothing is written over', () => {
    expect(safeText('rm -rf ~\recho hello\r\nnext\r')).toBe('rm -rf ~\necho hello\nnext');
  });

  test('an unfinished string may not swallow the lines after it', () => {
    expect(safeText(`a${ESC}]0;quiet\nthe rest`)).toBe('a0;quiet\nthe rest');
  });

  test('a line of nothing but introducers is looked through once, not once for each of them', () => {
    const looks = vi.spyOn(String.prototype, 'charCodeAt');
    try {
      expect(safeText(`${'\u0090'.repeat(2_000)}a\nb`)).toBe('a\nb');
      expect(looks.mock.calls.length).toBeLessThan(10_000);
    } finally {
      looks.mockRestore();
    }
  });

  test('a lone escape takes nothing with it', () => {
    expect(safeText(`a${ESC}`)).toBe('a');
    expect(safeText(`a${ESC}\nb`)).toBe('a\nb');
    expect(safeText(`a${ESC}é`)).toBe('aé');
  });
});

describe('what stays', () => {
  test('words, tabs, lines, any script, emoji with joiners', () => {
    const text = 'tab\there\nnext 你好 👩‍👩‍👧 é\n';
    expect(safeText(text)).toBe(text);
  });

  test.each(['1', '31', '0', '', '1;31', '38;5;8', '48;2;8;5;6', '38;5;196;1'])(
    'the colour %s, where colours are wanted',
    (sgr) => {
      expect(safeText(`${ESC}[${sgr}mx`, { colours: true })).toBe(`${ESC}[${sgr || '0'}mx`);
      expect(safeText(`${ESC}[${sgr}mx`)).toBe('x');
    },
  );

  test('of a list of colours, all but those that blink or hide', () => {
    expect(safeText(`${ESC}[1;5;6;8;31mx`, { colours: true })).toBe(`${ESC}[1;31mx`);
    expect(safeText(`${ESC}[38;5mx`, { colours: true })).toBe('x');
  });
});

test('what is safe of a text that grows only grows: nothing that was printed has to be taken back', () => {
  const texts = [
    `plain ${ESC}[31mred${ESC}[0m ${ESC}]0;title\u0007 end\r\nline\rover ${ESC}]52;c;${ESC}[2J\nafter ${ESC}Pq${ESC}\\ \u009b1;2H.`,
    randomJournal(3)
      .map((event) => JSON.stringify(event))
      .join(`${ESC}[`)
      .slice(0, 4_000),
  ];
  for (const text of texts) {
    let before = '';
    for (let end = 0; end <= text.length; end += 1) {
      const now = safeText(text.slice(0, end), { colours: true });
      expect(now.startsWith(before), JSON.stringify(text.slice(0, end))).toBe(true);
      before = now;
    }
  }
});

test('every text: no control character but tabs, lines and whole colours', () => {
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  const alphabet = [
    ESC,
    '[',
    ']',
    '0',
    ';',
    '5',
    'm',
    'H',
    'P',
    '\\',
    '\u0007',
    '\u009b',
    '\u009c',
    '\n',
    '\r',
    'x',
    '?',
    ' ',
    '\u202e',
  ];
  for (let round = 0; round < 3_000; round += 1) {
    const text = Array.from({ length: 30 }, () => alphabet[next(alphabet.length)]).join('');
    const safe = safeText(text, { colours: true });
    // oxlint-disable-next-line eslint/no-control-regex -- they are what must not be there
    const rest = safe.replace(/\u001b\[[\d;]+m/g, '');
    // oxlint-disable-next-line eslint/no-control-regex -- they are what must not be there
    expect(rest, JSON.stringify(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  }
});
