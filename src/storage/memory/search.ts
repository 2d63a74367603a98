import type { MemoryHit } from '../../domain/memory/ports.ts';

/** Of a longer line this much is answered. */
const MAX_LINE_CHARS = 500;

/** The words of a query, as they are looked for: compatibility forms and case are the same, scripts are not told apart. */
export function wordsOf(query: string): string[] {
  return [...new Set(folded(query).split(/\s+/u))].filter((word) => word !== '');
}

/** Lines that hold every word, in their order. */
export function matchingLines(path: string, text: string, words: readonly string[]): MemoryHit[] {
  const hits: MemoryHit[] = [];
  // Most files hold none of it: looked through once before they are taken apart.
  const whole = folded(text);
  if (words.length === 0 || !words.every((word) => whole.includes(word))) return hits;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const searched = folded(line);
    if (words.every((word) => searched.includes(word))) hits.push({ path, line: index + 1, text: shortened(line) });
  }
  return hits;
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function shortened(line: string): string {
  return line.length <= MAX_LINE_CHARS ? line : `${line.slice(0, MAX_LINE_CHARS).toWellFormed()}…`;
}
