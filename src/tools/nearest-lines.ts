/** Places looked at: a line as common as `}` may be everywhere. */
const MAX_PLACES = 200;

/**
 * Where `text` comes nearest to `wanted`, which does not occur in it: a sentence for a model that misremembers a file. It names
 * lines and never quotes them, because the answer may go to somebody who may not read the file.
 */
export function nearestLines(text: string, wanted: string): string {
  const lines = text.split('\n').map(squeeze);
  const want = wanted.split('\n').map(squeeze);
  const anchor = want.reduce((best, line, index) => (line.length > (want[best]?.length ?? 0) ? index : best), 0);
  const fits = (line: string | undefined, index: number) => line !== undefined && matches(line, want, index);

  let best: { start: number; like: number } | undefined;
  let places = 0;
  for (let at = 0; at < lines.length && places < MAX_PLACES && want[anchor] !== ''; at += 1) {
    if (!fits(lines[at], anchor)) continue;
    places += 1;
    const start = at - anchor;
    const like = want.filter((_, index) => fits(lines[start + index], index)).length;
    if (!best || like > best.like) best = { start, like };
  }
  if (!best) return 'Nothing in the file is like it: read the file again.';
  const { start, like } = best;
  if (like === want.length) return `It differs from line ${start + 1} only in white space.`;
  const other = want.findIndex((_, index) => !fits(lines[start + index], index));
  return `It comes nearest at line ${start + anchor + 1}, but line ${start + other + 1} is another one.`;
}

const squeeze = (line: string) => line.replace(/\s+/g, '');

/** The first and the last line of what is wanted may begin and end inside a line of the file. */
function matches(line: string, want: readonly string[], index: number): boolean {
  const wanted = want[index] ?? '';
  if (want.length === 1) return line.includes(wanted);
  if (index === 0) return line.endsWith(wanted);
  return index === want.length - 1 ? line.startsWith(wanted) : line === wanted;
}
