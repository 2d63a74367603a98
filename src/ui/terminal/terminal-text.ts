import { addStyle, styleOf, type TerminalStyle } from './terminal-style.ts';

export type TerminalSpan = { text: string; style?: TerminalStyle | undefined };
export type TerminalLine = readonly TerminalSpan[];

/**
 * What a terminal would show of a text, line by line: colours are styles; a carriage return, a backspace and the erasing of a
 * line overwrite, so that a progress bar is one line; every other sequence and control character is left out. Linear in the text.
 * `before` are the colours in force where it begins (terminal-style.ts).
 */
export function terminalLines(text: string, before = ''): TerminalLine[] {
  // A line that ended is not drawn as one more, empty line.
  const all = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  let params = before;
  return all.map((line) => {
    const shown = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (!CONTROL.test(shown)) return spansOf({ cells: shown === '' ? [] : [shown], styles: [params] });
    const drawn = draw(shown, params);
    ({ params } = drawn);
    return drawn.spans;
  });
}

/** One line that holds more than text, and the colours that are in force at its end. */
function draw(text: string, before: string): { spans: TerminalLine; params: string } {
  const line: Line = { cells: [], styles: [], column: 'end' };
  let params = before;
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > at) write(line, text.slice(at, found.index), params);
    at = found.index + found[0].length;
    const [token, colours, erase, column] = found;
    if (token === '\r') moveTo(line, () => 0);
    else if (token === '\b') moveTo(line, (now) => now - 1);
    else if (colours !== undefined) params = addStyle(params, colours);
    else if (erase !== undefined) eraseLine(line, erase);
    else if (column !== undefined) moveTo(line, () => Number(column || 1) - 1);
  }
  if (at < text.length) write(line, text.slice(at), params);
  return { spans: spansOf(line), params };
}

// oxlint-disable-next-line eslint/no-control-regex -- they are what is looked for
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/**
 * What is not text: colours, erasing in a line, a column, any other sequence (CSI, OSC, DCS and the like, two characters), a
 * control character. What a sequence that never ends has swallowed is left out with it. ECMA-48 §5, §8.3.
 */
const TOKEN =
  // oxlint-disable-next-line eslint/no-control-regex -- they are what is looked for
  /\x1b\[([\d;:]*)m|\x1b\[([012]?)K|\x1b\[(\d*)G|\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Pieces of text, or one character a cell from the first time on that something is written over others. */
type Line = { cells: string[]; styles: string[]; column: number | 'end' };

function write(line: Line, text: string, params: string): void {
  if (line.column === 'end') {
    line.cells.push(text);
    line.styles.push(params);
    return;
  }
  for (const character of text) {
    line.cells[line.column] = character;
    line.styles[line.column] = params;
    line.column += 1;
  }
}

function moveTo(line: Line, column: (now: number, width: number) => number): void {
  const now = toCells(line);
  line.column = Math.min(line.cells.length, Math.max(0, column(now, line.cells.length)));
}

/** What stands behind the cursor (0), before it (1), or both (2). */
function eraseLine(line: Line, part: string): void {
  const now = toCells(line);
  if (part !== '1') line.cells.length = line.styles.length = now;
  if (part !== '' && part !== '0') {
    line.cells.fill(' ', 0, now);
    line.styles.fill('', 0, now);
  }
}

/** Cuts the pieces into characters. Answers where the cursor is. */
function toCells(line: Line): number {
  if (line.column !== 'end') return line.column;
  const { cells, styles } = line;
  line.cells = [];
  line.styles = [];
  for (const [index, piece] of cells.entries()) {
    for (const character of piece) {
      line.cells.push(character);
      line.styles.push(styles[index] ?? '');
    }
  }
  line.column = line.cells.length;
  return line.column;
}

function spansOf({ cells, styles }: Pick<Line, 'cells' | 'styles'>): TerminalLine {
  const spans: TerminalSpan[] = [];
  for (let at = 0; at < cells.length; ) {
    const params = styles[at] ?? '';
    let next = at + 1;
    while (next < cells.length && styles[next] === params) next += 1;
    const text = cells.slice(at, next).join('');
    const style = styleOf(params);
    spans.push(style === undefined ? { text } : { text, style });
    at = next;
  }
  return spans;
}
