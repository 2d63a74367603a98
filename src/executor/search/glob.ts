/**
 * Globs, matched in time that no pattern can blow up: patterns come out of .gitignore files of strangers, and as a regular
 * expression `*a*a*a*a*b` takes for ever on a long name. `*` and `?` stay within a name, `[…]` is a set, `\` takes the next
 * character as it is, `**` as a whole name stands for any number of names.
 */

type Token = { star: true } | { accepts: (char: string) => boolean };
type Name = { globstar: true } | { tokens: readonly Token[] };
export type Glob = readonly Name[];

const GLOBSTAR: Name = { globstar: true };
const ANY_NAME: Name = { tokens: [{ star: true }] };
const MAX_ALTERNATIVES = 256;

/** Undefined when it cannot be read: a set that is not closed, or a `\` at the end. */
export function parseGlob(text: string): Glob | undefined {
  const glob: Name[] = [];
  const parts = text.split('/').filter((part) => part !== '');
  for (const [index, part] of parts.entries()) {
    if (part === '**') {
      glob.push(GLOBSTAR);
      // `a/**` is everything in `a`, not `a` itself.
      if (index === parts.length - 1) glob.push(ANY_NAME);
    } else {
      const tokens = parseName([...part]);
      if (!tokens) return undefined;
      glob.push({ tokens });
    }
  }
  return glob;
}

/** Whether the whole glob matches the whole path, given as its names. */
export function matchGlob(glob: Glob, path: readonly string[]): boolean {
  return matchSequence(glob, path, {
    isStar: (part) => 'globstar' in part,
    accepts: (part, name) => 'tokens' in part && matchName(part.tokens, [...name]),
  });
}

/** `{a,b}` written out, also nested. Undefined when a brace is not closed, or when they would be too many. */
export function expandBraces(text: string): string[] | undefined {
  const chars = [...text];
  let open = -1;
  let depth = 0;
  const cuts: number[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at];
    if (char === '\\') at += 1;
    else if (char === '{') {
      depth += 1;
      if (depth === 1) open = at;
    } else if (char === ',' && depth === 1) cuts.push(at);
    else if (char === '}' && depth > 0) {
      depth -= 1;
      if (depth > 0) continue;
      const between = (from: number, to: number) => chars.slice(from, to).join('');
      const bounds = [open, ...cuts, at];
      const tails = expandBraces(between(at + 1, chars.length));
      const alternatives = bounds.slice(1).map((end, index) => expandBraces(between((bounds[index] ?? 0) + 1, end)));
      if (!tails || alternatives.some((each) => !each)) return undefined;
      const all = alternatives.flatMap((each) => each ?? []);
      if (all.length * tails.length > MAX_ALTERNATIVES) return undefined;
      return all.flatMap((middle) => tails.map((tail) => between(0, open) + middle + tail));
    }
  }
  return depth === 0 ? [text] : undefined;
}

function matchName(tokens: readonly Token[], chars: readonly string[]): boolean {
  return matchSequence(tokens, chars, {
    isStar: (token) => 'star' in token,
    accepts: (token, char) => 'accepts' in token && token.accepts(char),
  });
}

/** After a mismatch only the last star need take more: what the earlier ones took is never worth changing. */
function matchSequence<Part, Item>(
  parts: readonly Part[],
  items: readonly Item[],
  { isStar, accepts }: { isStar: (part: Part) => boolean; accepts: (part: Part, item: Item) => boolean },
): boolean {
  let part = 0;
  let item = 0;
  let star = -1;
  let taken = 0;
  for (;;) {
    const here = parts[part];
    if (here !== undefined && isStar(here)) {
      star = part;
      taken = item;
      part += 1;
      continue;
    }
    const next = items[item];
    if (next === undefined && here === undefined) return true;
    if (next !== undefined && here !== undefined && accepts(here, next)) {
      part += 1;
      item += 1;
      continue;
    }
    if (star < 0 || taken >= items.length) return false;
    taken += 1;
    part = star + 1;
    item = taken;
  }
}

function parseName(chars: readonly string[]): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at];
    if (char === '*') {
      tokens.push({ star: true });
    } else if (char === '?') {
      tokens.push({ accepts: () => true });
    } else if (char === '[') {
      const set = parseSet(chars, at + 1);
      if (!set) return undefined;
      tokens.push({ accepts: set.accepts });
      at = set.end;
    } else {
      if (char === '\\') at += 1;
      const wanted = chars[at];
      if (wanted === undefined) return undefined;
      tokens.push({ accepts: (found) => found === wanted });
    }
  }
  return tokens;
}

/** From behind the bracket; `end` is where the closing one stands. */
function parseSet(chars: readonly string[], start: number) {
  const negated = chars[start] === '!' || chars[start] === '^';
  const first = negated ? start + 1 : start;
  const ranges: [string, string][] = [];
  for (let at = first; at < chars.length; at += 1) {
    if (chars[at] === ']' && at > first) {
      const isIn = (char: string) => ranges.some(([low, high]) => between(low, char, high));
      return { accepts: (char: string) => isIn(char) !== negated, end: at };
    }
    if (chars[at] === '\\') at += 1;
    const low = chars[at];
    let high = low;
    if (chars[at + 1] === '-' && chars[at + 2] !== ']' && chars[at + 2] !== undefined) {
      at += chars[at + 2] === '\\' ? 3 : 2;
      high = chars[at];
    }
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
  }
  return undefined;
}

function between(low: string, char: string, high: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  return code >= (low.codePointAt(0) ?? 0) && code <= (high.codePointAt(0) ?? 0);
}
