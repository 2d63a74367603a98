/** What the colour sequences of a terminal mean, as the page draws it. SGR: ECMA-48 §8.3.117, with the 256 and true colours of xterm. */
import Anser from 'anser';

export type TerminalStyle = {
  /** A CSS colour: a token of the theme for the sixteen, else the colour itself. */
  fg?: string;
  bg?: string;
  bold?: true;
  dim?: true;
  italic?: true;
  underline?: true;
  strike?: true;
  /** Foreground and background change places. */
  reverse?: true;
};

/** More than this is nobody's colour: the newest of it counts. */
const MAX_PARAMS = 240;
const known = new Map<string, TerminalStyle | undefined>();
const MAX_KNOWN = 2_000;

/** The sequences in force after one more, as one: what was before a reset is forgotten. `next` is what stands between `[` and `m`. */
export function addStyle(before: string, next: string): string {
  const plain = withoutColons(next);
  const isReset = /^0*(?:;|$)/.test(plain);
  const both = isReset ? plain.replace(/^0*;?/, '') : before === '' ? plain : `${before};${plain}`;
  return both.length <= MAX_PARAMS ? both : both.slice(both.indexOf(';', both.length - MAX_PARAMS) + 1);
}

/** How text is drawn under these sequences; undefined is as ever. */
export function styleOf(params: string): TerminalStyle | undefined {
  if (params === '') return undefined;
  if (known.has(params)) return known.get(params);
  const style = read(params);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(params, style);
  return style;
}

function read(params: string): TerminalStyle | undefined {
  const chunk = Anser.ansiToJson(`\u001b[${params}mx`, { json: true, use_classes: true })[1];
  if (!chunk?.was_processed) return undefined;
  const fg = colour(chunk.fg, chunk.fg_truecolor);
  const bg = colour(chunk.bg, chunk.bg_truecolor);
  const has = new Set<string>(chunk.decorations);
  // `hidden` is left out: nobody looks at output to have some of it kept from them.
  return {
    ...(fg === undefined ? {} : { fg }),
    ...(bg === undefined ? {} : { bg }),
    ...(has.has('bold') ? { bold: true } : {}),
    ...(has.has('dim') ? { dim: true } : {}),
    ...(has.has('italic') ? { italic: true } : {}),
    ...(has.has('underline') ? { underline: true } : {}),
    ...(has.has('strikethrough') ? { strike: true } : {}),
    ...(has.has('reverse') ? { reverse: true } : {}),
  };
}

/** Anser names: `ansi-red`, `ansi-bright-red`, `ansi-palette-123`, `ansi-truecolor`. It answers null for none, whatever its types say. */
function colour(name: string | null, truecolor: string | null): string | undefined {
  if (name === null) return undefined;
  if (name === 'ansi-truecolor') return truecolor === null ? undefined : `rgb(${truecolor})`;
  const index = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  return index === undefined ? `var(--${name})` : paletteColour(Number(index));
}

/** The cube and the greys of xterm's 256 colours. */
function paletteColour(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey}, ${grey}, ${grey})`;
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))}, ${level(Math.floor(cube / 6) % 6)}, ${level(cube % 6)})`;
}

/** The notation with colons (ISO 8613-6, `38:2::255:0:0`, `4:3`) as the one with semicolons. */
function withoutColons(params: string): string {
  if (!params.includes(':')) return params;
  return params
    .split(';')
    .map((param) => {
      const parts = param.split(':');
      const [kind = '', mode] = parts;
      if (kind !== '38' && kind !== '48') return kind;
      if (mode === '5') return `${kind};5;${parts[2] ?? ''}`;
      return mode === '2' && parts.length >= 5 ? `${kind};2;${parts.slice(-3).join(';')}` : '';
    })
    .filter((param) => param !== '')
    .join(';');
}
