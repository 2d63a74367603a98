import { type Glob, matchGlob, parseGlob } from './glob.ts';

type Rule = { glob: Glob; negated: boolean; directoriesOnly: boolean };
/** The rules of one .gitignore; `depth` is how many names lead from the session's folder to its directory. */
export type IgnoreFile = { depth: number; rules: readonly Rule[] };

/** Reads a .gitignore. Lines that cannot be read say nothing, as for git. Source: gitignore(5). */
export function parseGitignore(text: string, depth: number): IgnoreFile {
  return { depth, rules: text.split('\n').flatMap((line) => parseRule(line.replace(/\r$/, ''))) };
}

function parseRule(line: string): Rule[] {
  if (line.startsWith('#')) return [];
  const negated = line.startsWith('!');
  const text = (negated ? line.slice(1) : line).replace(/(?<!\\) +$/, '');
  const directoriesOnly = text.endsWith('/');
  const pattern = directoriesOnly ? text.slice(0, -1) : text;
  // Without a slash at the start or in the middle it holds at any depth.
  const glob = pattern === '' ? undefined : parseGlob(pattern.includes('/') ? pattern : `**/${pattern}`);
  return glob && glob.length > 0 ? [{ glob, negated, directoriesOnly }] : [];
}

/**
 * Whether the files, outermost first, leave out `path` (its names from the session's folder). Of the parents of `path` nothing
 * is asked: who walks has not entered one that is left out.
 */
export function isIgnored(files: readonly IgnoreFile[], path: readonly string[], isDirectory: boolean): boolean {
  for (const { depth, rules } of files.toReversed()) {
    const below = path.slice(depth);
    const rule = rules.findLast((each) => (isDirectory || !each.directoriesOnly) && matchGlob(each.glob, below));
    if (rule) return !rule.negated;
  }
  return false;
}
