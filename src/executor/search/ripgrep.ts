import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { isProtocolError } from '../../protocol/errors.ts';
import type { Executor, Place, SearchQuery } from '../port.ts';
import { ripgrepPattern } from './ripgrep-pattern.ts';
import type { Names } from './walk-tree.ts';

/** Files in which a match can be, or undefined when that is not known and all have to be looked at. */
export type FindCandidates = (place: Place, query: SearchQuery, signal: AbortSignal) => Promise<Names | undefined>;

/** More files than this are looked at one by one: where so many match, enough is found soon. */
const MAX_LIST_BYTES = 1024 * 1024;
const TIMEOUT_MS = 30_000;

/**
 * Ours is the meaning of each of these; what we look at more narrowly (hidden names, rules of directories above, the glob), we
 * look at again. In three cases ripgrep leaves out more than git and we do: `{a,b}` in a .gitignore, a .gitignore that is itself a
 * link, and a .rgignore.
 */
const FLAGS = [
  ...['--no-config', '--files-with-matches', '--null', '--no-messages', '--color=never', '--no-mmap'],
  ...['--encoding=none', '--no-require-git', '--no-ignore-parent', '--no-ignore-dot', '--no-ignore-global'],
  ...['--no-ignore-exclude', '--no-follow'],
];

/** Asks ripgrep, run as any command is: contained, without a shell, and gone when it ends or is stopped. */
export function createRipgrep(program: string, exec: Executor['exec']): FindCandidates {
  return async (place, query, signal) => {
    const pattern = ripgrepPattern(query);
    // A program in the session's folder is somebody's text, not the person's ripgrep.
    if (!pattern || program.startsWith(place.folder + sep)) return undefined;
    const argv = [program, ...FLAGS, ...typeOf(query.glob), ...pattern, '--', '.'];
    const command = { argv, cwd: query.path, timeoutMs: TIMEOUT_MS, outputBytes: MAX_LIST_BYTES };
    let complaints = 0;
    const onOutput = ({ stream }: { stream: string }) => {
      if (stream === 'stderr') complaints += 1;
    };
    const result = await exec(place, command, { signal, onOutput }).catch((error: unknown) => {
      if (isProtocolError(error)) return undefined;
      throw error;
    });
    signal.throwIfAborted();
    // 2 without a word: a file could not be read, which is not worth one.
    const isWhole = result?.end === 'exited' && result.exitCode <= 2 && complaints === 0 && result.truncatedBytes === 0;
    return isWhole ? namesOf(result.output) : undefined;
  };
}

/** Where PATH leads to ripgrep; looked for once. Relative entries of PATH lead into whatever folder a command is in. */
export function findRipgrep(path: string | undefined): string | undefined {
  return (path ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, 'rg'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        return false;
      }
    });
}

/**
 * The last name of the glob as a file type, as far as its syntax is beyond doubt. Not --glob, which would also bring back what
 * .gitignore leaves out.
 */
function typeOf(glob: string | undefined): string[] {
  const name = glob?.split('/').at(-1) ?? '';
  return /^[\w.*-]*[\w.-][\w.*-]*$/.test(name) ? [`--type-add=wanted:${name}`, '--type=wanted'] : [];
}

function namesOf(list: string): Names {
  const root: Names = new Map();
  for (const path of list.split('\0')) {
    let names = root;
    for (const name of path.replace(/^\.\//, '').split('/').filter(Boolean)) {
      const below: Names = names.get(name) ?? new Map();
      names.set(name, below);
      names = below;
    }
  }
  return root;
}
