/** Formulas longer or more than these are shown as they were written: typesetting them would hold up the page. */
const MAX_FORMULA_CHARS = 2_000;
const MAX_FORMULAS = 60;

/** Code, in which no sign means anything: fenced, or in a line. */
const CODE = /((?:^|\n) {0,3}(`{3,}|~{3,})[\s\S]*?(?:\n {0,3}\2[`~]*(?=\n|$)|$)|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\3(?!`))/;
/**
 * `\[…\]`, `\(…\)` and `$…$`; the last as Pandoc reads it, so that prices stay prices: something other than a space right behind the
 * first sign and right before the second, and no digit behind that.
 */
const BRACKETS = /\\\[([\s\S]{1,2000}?)\\\]|\\\(([^\n]{1,2000}?)\\\)/g;
const DOLLARS = /(?<![\\$\w])\$(?=[^\s$])([^$\n]{0,2000}?[^\s$\\])\$(?![\d$\w])/g;

/** A formula between its signs on one line, and nothing else there: it is one on lines of its own all the same. */
const ON_ITS_LINE = /(^|\n)[ \t]*\$\$([^$\n]+)\$\$[ \t]*(?=\n|$)/g;
const display = (inner: string): string => `\n$$\n${inner.trim()}\n$$\n`;

/**
 * The text with every way to write a formula as `$$…$$`, the only one that remark-math is told to read; undefined when there is no
 * formula in it, or more than are typeset.
 */
export function dollarMath(text: string): string | undefined {
  if (!/\$|\\[([]/.test(text)) return undefined;
  // Each that is not closed is looked behind for its end.
  if ((text.match(/\\[([]/g)?.length ?? 0) > 2 * MAX_FORMULAS) return undefined;
  let count = 0;
  const all = splitCode(text);
  const parts = all.map((part, index) => {
    if (index % 2 === 1) return part;
    const isLast = index === all.length - 1;
    const found = part
      .replace(BRACKETS, (_, block: string | undefined, inline: string | undefined) =>
        block === undefined ? `$$${(inline ?? '').trim()}$$` : display(block),
      )
      .replace(ON_ITS_LINE, (whole: string, before: string, inner: string, at: number) => {
        const begins = before !== '' || (index === 0 && at === 0);
        const ends = isLast || at + whole.length < part.length;
        return begins && ends ? before + display(inner) : whole;
      })
      .replace(DOLLARS, (_, inner: string) => `$$${inner}$$`);
    count += (found.match(/\$\$/g)?.length ?? 0) / 2;
    return found;
  });
  const isWhole = Number.isInteger(count);
  return count === 0 || !isWhole || count > MAX_FORMULAS || parts.some(holdsLongFormula) ? undefined : parts.join('');
}

const holdsLongFormula = (text: string): boolean =>
  text.split('$$').some((part, index) => index % 2 === 1 && part.length > MAX_FORMULA_CHARS);

/** Every second part is code. */
function splitCode(text: string): string[] {
  const parts: string[] = [];
  let at = 0;
  const all = new RegExp(CODE.source, 'g');
  for (const found of text.matchAll(all)) {
    parts.push(text.slice(at, found.index), found[0]);
    at = found.index + found[0].length;
  }
  parts.push(text.slice(at));
  return parts;
}
