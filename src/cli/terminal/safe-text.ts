/**
 * Text of a model, a tool or a file, made fit for somebody's terminal: no escape sequence gets through that could move the
 * cursor, change the title, write the clipboard (OSC 52), ask the terminal to type something, or hide text. Colours may stay.
 * Sequences as ECMA-48 §5 and xterm's ctlseqs describe them, in their 7-bit and 8-bit forms.
 */
type Options = {
  /** Keeps colours and weights (SGR). Whoever prints the text resets them after it. */
  colours?: boolean;
};

const ESC = 0x1b;
const BEL = 0x07;
const ST = 0x9c;
/** Introducers of control strings, after ESC and as one byte: DCS, SOS, OSC, PM, APC. */
const STRINGS_7 = new Set(['P', 'X', ']', '^', '_']);
const STRINGS_8 = new Set([0x90, 0x98, 0x9d, 0x9e, 0x9f]);
const CSI_8 = 0x9b;
/** Characters that reorder what is shown: a line must read as it is written. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * The text without control sequences. What comes later never changes what is answered for the beginning, except that an
 * unfinished sequence at the end answers nothing yet: so the answer for a growing text only grows. A carriage return ends
 * the line, since it would write over it.
 */
export function safeText(text: string, { colours = false }: Options = {}): string {
  let safe = '';
  let at = 0;
  const endless = { until: 0 };
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === ESC || (code >= 0x80 && code <= 0x9f)) {
      const { end, keep } = sequence(text, at, endless);
      if (colours && keep !== '') safe += keep;
      at = end;
      continue;
    }
    if (code === 0x0d) {
      // CR LF is one end of a line; a CR at the very end may be half of one.
      if (text.charCodeAt(at + 1) !== 0x0a && at + 1 < text.length) safe += '\n';
    } else if (code === 0x0a || code === 0x09 || (code >= 0x20 && code !== 0x7f)) {
      const character = text.charAt(at);
      if (!BIDI.test(character)) safe += character;
    }
    at += 1;
  }
  return safe;
}

type Read = { end: number; keep: string };

/** Up to where no control string ends: looked for once, or a line of nothing but introducers would take its length squared. */
type Endless = { until: number };

/** The sequence that starts at `at`: where it ends, and what of it may stay. */
function sequence(text: string, at: number, endless: Endless): Read {
  const code = text.charCodeAt(at);
  if (code === CSI_8) return control(text, at + 1);
  if (STRINGS_8.has(code)) return { end: stringEnd(text, at + 1, endless), keep: '' };
  if (code !== ESC) return { end: at + 1, keep: '' };
  const next = text[at + 1];
  if (next === '[') return control(text, at + 2);
  if (next !== undefined && STRINGS_7.has(next)) return { end: stringEnd(text, at + 2, endless), keep: '' };
  // ECMA-48 §5.3 and ISO 2022: intermediates, then one final character.
  const other = /[ -/]*[0-~]?/y;
  other.lastIndex = at + 1;
  other.exec(text);
  return { end: Math.max(at + 1, other.lastIndex), keep: '' };
}

/** A CSI sequence after its introducer. One that breaks off is dropped as far as it went. */
function control(text: string, from: number): Read {
  const grammar = /([0-?]*)([ -/]*)([@-~])?/y;
  grammar.lastIndex = from;
  const [whole = '', parameters = '', intermediates = '', final] = grammar.exec(text) ?? [];
  const end = from + whole.length;
  const colour = final === 'm' && intermediates === '' ? colourOf(parameters) : undefined;
  return { end, keep: colour === undefined ? '' : `\u001b[${colour}m` };
}

/** Where a control string ends. It may not swallow lines: what follows a line break is text again, and so is the string. */
function stringEnd(text: string, from: number, endless: Endless): number {
  if (from < endless.until) return from;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BEL || code === ST) return at + 1;
    if (code === ESC) return text[at + 1] === '\\' ? at + 2 : at;
    if (code === 0x0a || code === 0x0d || code === 0x18 || code === 0x1a) {
      endless.until = at;
      return from;
    }
  }
  return text.length;
}

/** SGR parameters without those that blink or hide; undefined when they are no plain list. */
function colourOf(parameters: string): string | undefined {
  if (!/^[\d;]{0,60}$/.test(parameters)) return undefined;
  const numbers = parameters.split(';').map((each) => (each === '' ? 0 : Number(each)));
  const kept: number[] = [];
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at] ?? 0;
    if (number === 38 || number === 48 || number === 58) {
      const length = numbers[at + 1] === 5 ? 3 : numbers[at + 1] === 2 ? 5 : 0;
      if (length === 0 || at + length > numbers.length) return undefined;
      kept.push(...numbers.slice(at, at + length));
      at += length - 1;
    } else if (![5, 6, 8].includes(number)) kept.push(number);
  }
  return kept.length === 0 ? undefined : kept.join(';');
}
