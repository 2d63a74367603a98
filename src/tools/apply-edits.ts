import { nearestLines } from './nearest-lines.ts';

export type Edit = { oldText: string; newText: string; all: boolean };
/** `problem` is a sentence for the model that made the edit, which can mend it. */
export type Edited = { ok: true; text: string } | { ok: false; problem: string };

/** Occurrences beyond this are not looked for. */
const MAX_COUNTED = 100;
const NAMED_LINES = 5;

/**
 * Exact replacements, in order, each in the result of the one before. Text that occurs more than once is replaced only with
 * `all`: which one was meant cannot be guessed. A result of more than `maxChars` is not made.
 */
export function applyEdits(text: string, edits: readonly Edit[], maxChars: number): Edited {
  let result = text;
  for (const [index, { oldText, newText, all }] of edits.entries()) {
    const name = `edits.${index}.oldText`;
    const places = placesOf(result, oldText);
    const [first] = places;
    if (first === undefined) return problem(`${name} does not occur in the file. ${nearestLines(result, oldText)}`);
    if (places.length > 1 && !all) {
      const times = places.length > MAX_COUNTED ? `more than ${MAX_COUNTED}` : places.length;
      return problem(
        `${name} occurs ${times} times in the file (${linesOf(result, places)}): take more of the text around it, or set all.`,
      );
    }
    const pieces = all ? result.split(oldText) : [result.slice(0, first), result.slice(first + oldText.length)];
    if (result.length + (pieces.length - 1) * (newText.length - oldText.length) > maxChars) {
      return problem(`edits.${index} makes the file larger than ${maxChars} characters.`);
    }
    result = pieces.join(newText);
  }
  return { ok: true, text: result };
}

function problem(text: string): Edited {
  return { ok: false, problem: text };
}

/** Also those that overlap: each of them could be meant. */
function placesOf(text: string, wanted: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0 && places.length <= MAX_COUNTED; at = text.indexOf(wanted, at + 1)) {
    places.push(at);
  }
  return places;
}

function linesOf(text: string, places: readonly number[]): string {
  const lines = places.slice(0, NAMED_LINES).map((at) => text.slice(0, at).split('\n').length);
  return `lines ${lines.join(', ')}${places.length > NAMED_LINES ? ', …' : ''}`;
}
