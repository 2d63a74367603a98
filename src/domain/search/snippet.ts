import type { SearchPhrase } from './ports.ts';
import { type Term, termsOf } from './terms.ts';

export type Range = [start: number, end: number];
export type Snippet = { snippet: string; ranges: Range[] };

const BEFORE_CHARS = 40;
const SNIPPET_CHARS = 160;
/** No character that people see as one is longer, but for one that is made to be. */
const LONGEST_CHARACTER = 32;

/**
 * The text around what was found: one line, whole characters, `…` where it goes on. `ranges` say where the phrases are, in UTF-16
 * units of the snippet, in order and apart from each other. Looks only at the stretch `from` to `to` of the text.
 */
export function snippetOf(
  text: string,
  phrases: readonly SearchPhrase[],
  { from, to }: { from: number; to: number },
): Snippet {
  const found = findPhrases(text.slice(from, to), phrases).map(({ phrase, range: [start, end] }) => ({
    phrase,
    range: [start + from, end + from] as Range,
  }));
  const { start, end } = cut(text, fullest(found) ?? [from, from]);
  const line = toLine(text.slice(start, end));
  const lead = start > 0 ? '…' : '';
  const ranges = found
    .filter(({ range }) => range[0] >= start && range[1] <= end)
    .map(({ range }): Range => [line.at(range[0] - start) + lead.length, line.at(range[1] - start) + lead.length]);
  return { snippet: `${lead}${line.text}${end < text.length ? '…' : ''}`, ranges: merged(ranges) };
}

type Found = { phrase: number; range: Range };

/** Every place of every phrase, by where it starts. */
function findPhrases(text: string, phrases: readonly SearchPhrase[]): Found[] {
  const terms = termsOf(text);
  return terms.flatMap((_, at) =>
    phrases.flatMap((phrase, n): Found[] => {
      const end = phraseAt(terms, at, phrase);
      return end === undefined ? [] : [{ phrase: n, range: [terms[at]?.start ?? 0, end] }];
    }),
  );
}

/** Where the phrase that begins at this term ends, if it is there. */
function phraseAt(terms: readonly Term[], at: number, phrase: SearchPhrase): number | undefined {
  if (phrase.kind === 'character') return terms[at]?.character === phrase.character ? terms[at].end : undefined;
  const { terms: wanted, prefix } = phrase;
  const lastWanted = wanted.length - 1;
  for (const [n, word] of wanted.entries()) {
    const term = terms[at + n];
    if (!term) return undefined;
    if (n === lastWanted && prefix ? !term.text.startsWith(word) : term.text !== word) return undefined;
  }
  const last = terms[at + lastWanted];
  // A pair is there with both its characters when both were asked for.
  const whole = last?.kind === 'pair' && last.text === wanted[lastWanted];
  return whole ? terms[at + lastWanted + 1]?.end : last?.end;
}

/** The first place around which the most different phrases are. */
function fullest(found: readonly Found[]): Range | undefined {
  let best: { range: Range; count: number } | undefined;
  for (const [n, { range }] of found.entries()) {
    const near = new Set<number>();
    for (let m = n; m < found.length; m += 1) {
      const other = found[m];
      if (!other || other.range[1] > range[0] - BEFORE_CHARS + SNIPPET_CHARS) break;
      near.add(other.phrase);
    }
    if (!best || near.size > best.count) best = { range, count: near.size };
    if (n >= 200) break;
  }
  return best?.range;
}

/** A window around a place, cut between whole characters and, at its start, between words where there are any. */
function cut(text: string, [hitStart, hitEnd]: Range): { start: number; end: number } {
  const wanted = Math.max(0, hitStart - BEFORE_CHARS);
  const until = Math.min(text.length, Math.max(wanted + SNIPPET_CHARS, Math.min(hitEnd, wanted + 2 * SNIPPET_CHARS)));
  const base = Math.max(0, wanted - LONGEST_CHARACTER);
  const edges = [...new Intl.Segmenter().segment(text.slice(base, until + LONGEST_CHARACTER))].map(
    ({ index }) => base + index,
  );
  const whole = wanted === 0 ? 0 : (edges.find((edge) => edge >= wanted && edge <= hitStart) ?? hitStart);
  const space = whole === 0 ? -1 : text.slice(whole, hitStart).search(/\s/);
  const end = until === text.length ? until : (edges.findLast((edge) => edge <= until && edge > hitStart) ?? until);
  return { start: space < 0 ? whole : whole + space + 1, end };
}

/** Text as one line, and where a place in the text is in the line. */
function toLine(text: string): { text: string; at: (place: number) => number } {
  const places: number[] = [];
  let line = '';
  for (let n = 0; n < text.length; n += 1) {
    places.push(line.length);
    const unit = text.charAt(n);
    if (!/[\s\p{Cc}]/u.test(unit)) line += unit;
    else if (line !== '' && !line.endsWith(' ')) line += ' ';
  }
  places.push(line.length);
  const shown = line.trimEnd();
  return { text: shown.toWellFormed(), at: (place) => Math.min(places[place] ?? line.length, shown.length) };
}

function merged(ranges: readonly Range[]): Range[] {
  const apart: Range[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = apart.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (end > start) apart.push([start, end]);
  }
  return apart;
}
