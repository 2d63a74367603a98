/**
 * Text as terms, the same for what is stored and for what is searched. A word of a script with spaces is one term. A script
 * without spaces gives one term for each character: the character with the next one of its run, alone at the end of the run.
 * So two characters are one term, one character is the beginning of a term, and more are neighbours, without a dictionary.
 */
import type { SearchPhrase } from './ports.ts';

export type Term = {
  /** Case and width folded. */
  text: string;
  /** In UTF-16 units of the text; of a pair of characters only its first. */
  start: number;
  end: number;
  /** A character of a script without spaces: alone, or a pair. */
  kind: 'word' | 'single' | 'pair';
  /** What stands at `start` to `end` by itself: of a pair its first character. */
  character: string;
};

/** Scripts written without spaces, or with so few that people look for parts of words. */
const ATOM =
  /(?<unspaced>[[\p{L}\p{M}\p{N}]&&[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]])|[[\p{L}\p{N}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]][[\p{L}\p{M}\p{N}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]*/gv;

/** Words are told apart by as much. A key or a picture in base64 is one word. */
const MAX_TERM_CHARS = 64;

export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  for (const match of text.matchAll(ATOM)) {
    const [atom] = match;
    const folded = fold(atom);
    if (folded === '') continue;
    const start = match.index;
    const unspaced = match.groups?.unspaced !== undefined;
    const before = terms.at(-1);
    if (unspaced && before?.kind === 'single' && before.end === start) {
      before.text += folded;
      before.kind = 'pair';
    }
    terms.push({
      text: folded,
      start,
      end: start + atom.length,
      kind: unspaced ? 'single' : 'word',
      character: folded,
    });
  }
  return terms;
}

function fold(word: string): string {
  if (/^[\x20-\x7e]*$/.test(word)) return word.slice(0, MAX_TERM_CHARS).toLowerCase();
  const folded = word.slice(0, MAX_TERM_CHARS).normalize('NFKC').toLowerCase();
  return folded.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

/** A shorter word is found whole: half of all messages have a word that begins as it does, and nobody means all of them. */
const MIN_PREFIX_CHARS = 3;

/**
 * What a person typed, as phrases that must all be there. Words are found by their beginning; what stands in quotes, or
 * together without a space, is a phrase. Everything else is text: there are no operators. Empty when there is no word in it.
 */
export function phrasesOf(query: string): SearchPhrase[] {
  return [...query.matchAll(/"([^"]*)"|[^\s"]+/g)].flatMap(([all, quoted]): SearchPhrase[] => {
    const terms = termsOf(quoted ?? all);
    const last = terms.at(-1);
    if (!last) return [];
    // The last character of a run is in the pair before it, and in the text it may be followed by anything.
    if (last.kind === 'single' && terms.at(-2)?.kind === 'pair') terms.pop();
    if (last.kind === 'single' && terms.length === 1 && terms[0] === last) {
      return [{ kind: 'character', character: last.text }];
    }
    const end = terms.at(-1) ?? last;
    const prefix = end.kind === 'single' || (quoted === undefined && [...end.text].length >= MIN_PREFIX_CHARS);
    return [{ kind: 'terms', terms: terms.map(({ text }) => text), prefix }];
  });
}
