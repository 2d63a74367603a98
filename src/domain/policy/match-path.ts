import { posix } from 'node:path';
import { matchesGlob } from './glob.ts';

/** What a rule has to say of a path: that very path, the path and everything below it, or anything of that. */
export type PathSpan = 'one' | 'all-below' | 'any-below';

/** The names on the way to a path; undefined from where it cannot be reached, or where that is not known. */
export type LocatedPath = { fromRoot: readonly string[] | undefined; fromFolder: readonly string[] | undefined };

/**
 * Where a path is that is relative to `folder`, or absolute, once `.` and `..` are worked out. Outside the folder it has no place
 * from there; without a folder, a relative one has no place from the root.
 */
export function locatePath(path: string, folder: string | undefined): LocatedPath {
  const known = folder !== undefined || path.startsWith('/');
  const inside = folder === undefined ? posix.normalize(path) : posix.relative(folder, posix.resolve(folder, path));
  const names = namesOf(inside);
  const outside = names[0] === '..' || posix.isAbsolute(inside);
  return {
    fromRoot: known ? namesOf(posix.resolve('/', folder ?? '', path)) : undefined,
    fromFolder: outside ? undefined : names,
  };
}

/**
 * Whether a pattern of a rule says a path: from the root when it begins with `/`, else from the session's folder. `*` stands for
 * anything within a name, `**` for any number of names, none included. Byte for byte, as Linux compares names. Source:
 * protocol.md §5.
 */
export function matchesPath(pattern: string, path: LocatedPath, span: PathSpan): boolean {
  const names = pattern.startsWith('/') ? path.fromRoot : path.fromFolder;
  if (names === undefined) return false;
  const parts = namesOf(pattern);
  const reached = walk(parts, names);
  switch (span) {
    case 'one':
      return reached.has(parts.length);
    case 'all-below':
      return parts.at(-1) === '**' && reached.has(parts.length - 1);
    case 'any-below':
      return reached.size > 0;
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

/** How far into the pattern the names lead, by every way of spreading them over its `**`. */
function walk(parts: readonly string[], names: readonly string[]): Set<number> {
  let reached = withSkipped(parts, new Set([0]));
  for (const name of names) {
    if (reached.size === 0) break;
    const next = new Set<number>();
    for (const at of reached) {
      const part = parts[at];
      if (part === '**') next.add(at);
      else if (part !== undefined && matchesGlob(part, name)) next.add(at + 1);
    }
    reached = withSkipped(parts, next);
  }
  return reached;
}

/** A `**` may stand for nothing. */
function withSkipped(parts: readonly string[], reached: Set<number>): Set<number> {
  for (const at of reached) if (parts[at] === '**') reached.add(at + 1);
  return reached;
}

/** What is wrong with a pattern that could never match, or would not match what it seems to; undefined when nothing is. */
export function pathPatternProblem(pattern: string): string | undefined {
  if (pattern === '') return 'a path is missing';
  if (pattern.includes('\0')) return 'a path holds no NUL character';
  if (pattern === '.' || pattern === '/') return undefined;
  if (pattern.endsWith('/')) return `no path ends in \`/\`: write \`${pattern}**\` for everything in that directory`;
  const names = pattern.slice(pattern.startsWith('/') ? 1 : 0).split('/');
  if (names.includes('..')) return 'a path is judged after `..` was worked out: write where it leads';
  if (names.includes('.') || names.includes('')) return 'a path is judged without `./` and `//`: leave them out';
  if (names.some((name) => name !== '**' && name.includes('**'))) {
    return '`**` stands for whole names: write `dir/**/*.ts`, or `*` within a name';
  }
  return undefined;
}
