/** Places looked at: a line as common as `}` may be everywhere. */
const MAX_PLACES = 200;
/** Lines of what is wanted that are looked for, the longest first: they tell most, unless they are what is misremembered. */
const MAX_ANCHORS = 5;

/**
 * Where `text` comes nearest to `wanted`, which does not occur in it: a sentence for a model that misremembers a file. It names
 * lines and never quotes them, because the answer may go to somebody who may not read the file.
 */
export function nearestLines(text: string, wanted: string): string {
  const lines = text.split('\n').map(squeeze);
  const want = wanted.split('\n').map(squeeze);
  const anchors = [...want.keys()]
    .filter((index) => want[index] !== '')
    .sort((a, b) => (want[b]?.length ?? 0) - (want[a]?.length ?? 0))
    .slice(0, MAX_ANCHORS);
  for (const anchor of anchors) {
    const start = bestStart(lines, want, anchor);
    if (start === undefined) continue;
    const other = want.findIndex((_, index) => !fits(lines[start + index], want, index));
    if (other < 0) return `It differs from line ${start + 1} only in white space.`;
    return `It comes nearest at line ${start + anchor + 1}, but line ${start + other + 1} is another one.`;
  }
  return 'Nothing in the file is like it: read the file again.';
}

/** Where what is wanted would begin, among the places of one of its lines: there most of the others are like it too. */
function bestStart(lines: readonly string[], want: readonly string[], anchor: number): number | undefined {
  let best: { start: number; like: number } | undefined;
  let places = 0;
  for (let at = anchor; at < lines.length && places < MAX_PLACES; at += 1) {
    if (!fits(lines[at], want, anchor)) continue;
    places += 1;
    const start = at - anchor;
    const like = want.filter((_, index) => fits(lines[start + index], want, index)).length;
    if (!best || like > best.like) best = { start, like };
  }
  return best?.start;
}

const squeeze = (line: string) => line.replace(/\s+/g, '');

/** The first and the last line of what is wanted may begin and end inside a line of the file. */
function fits(line: string | undefined, want: readonly string[], index: number): boolean {
  const wanted = want[index] ?? '';
  if (line === undefined) return false;
  if (want.length === 1) return line.includes(wanted);
  if (index === 0) return line.endsWith(wanted);
  return index === want.length - 1 ? line.startsWith(wanted) : line === wanted;
}
