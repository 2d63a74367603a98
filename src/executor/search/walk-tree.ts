import { closeSync, openSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isProtocolError } from '../../protocol/errors.ts';
import type { HiddenFolder } from '../hidden-folders.ts';
import { type Entry, look, readingFlags } from '../path-walk.ts';
import { type IgnoreFile, isIgnored, parseGitignore } from './gitignore.ts';
import { ENTRY_BYTES, type Pace } from './pace.ts';

/** Of a larger .gitignore the rest says nothing. */
const MAX_GITIGNORE_BYTES = 1024 * 1024;
/** Each level holds a descriptor. */
const MAX_DEPTH = 200;

/** Names of interest below a directory; a tree in which nothing else is looked at. */
export type Names = Map<string, Names>;

export type TreeWalk = {
  /** Directories that are not entered. */
  covered: readonly HiddenFolder[];
  pace: Pace;
  /** Without it every name is looked at. */
  only?: Names;
};

/** A directory on the way: its names from the session's folder, and the rules that hold in it, outermost first. */
export type Stop = { entry: Entry; path: readonly string[]; ignores: readonly IgnoreFile[] };
/** A file found. It is closed when the next one is asked for. */
export type Found = { entry: Entry; path: readonly string[] };

/**
 * Regular files below a directory, each directory's names in the order of their bytes. No link is followed, no hidden name and
 * nothing that a .gitignore leaves out is looked at; what cannot be read, or is gone meanwhile, is left out. Every step is one
 * of path-walk.ts, so a directory swapped for a link leads nowhere.
 */
export async function* walkTree(stop: Stop, walk: TreeWalk, depth = 0): AsyncGenerator<Found> {
  for (const name of await namesIn(stop.entry, walk)) {
    await walk.pace(ENTRY_BYTES);
    if (name.startsWith('.')) continue;
    const entry = lookIfAllowed(stop.entry, name);
    if (!entry) continue;
    const path = [...stop.path, name];
    const isDirectory = entry.stat.isDirectory();
    try {
      if (!isDirectory && !entry.stat.isFile()) continue;
      if (isIgnored(stop.ignores, path, isDirectory)) continue;
      if (!isDirectory) yield { entry, path };
      else if (depth < MAX_DEPTH && !walk.covered.some((folder) => folder.is(entry.stat))) {
        const { only: here, ...rest } = walk;
        const only = here?.get(name);
        yield* walkTree(enter({ entry, path, ignores: stop.ignores }), only ? { ...rest, only } : rest, depth + 1);
      }
    } finally {
      entry.close();
    }
  }
}

/** Adds the directory's own .gitignore to the rules. One that is a link is not read, as with git. */
export function enter(stop: Stop): Stop {
  const text = readGitignore(stop.entry);
  if (text === undefined) return stop;
  return { ...stop, ignores: [...stop.ignores, parseGitignore(text, stop.path.length)] };
}

async function namesIn(directory: Entry, { only }: TreeWalk): Promise<string[]> {
  const names = only ? [...only.keys()] : await readdir(directory.path).catch(leftOut);
  const sortable = (names ?? []).map((name) => ({ name, bytes: Buffer.from(name) }));
  return sortable.sort((a, b) => Buffer.compare(a.bytes, b.bytes)).map(({ name }) => name);
}

/** A name that is not UTF-8 reads as another one, which is not there. */
function lookIfAllowed(directory: Entry, name: string): Entry | undefined {
  try {
    return look(directory, name);
  } catch (error) {
    return leftOut(error);
  }
}

function readGitignore(directory: Entry): string | undefined {
  const entry = lookIfAllowed(directory, '.gitignore');
  try {
    if (!entry?.stat.isFile()) return undefined;
    const fd = openSync(entry.path, readingFlags(entry));
    try {
      const bytes = Buffer.alloc(Math.min(entry.stat.size, MAX_GITIGNORE_BYTES));
      return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return leftOut(error);
  } finally {
    entry?.close();
  }
}

/** An error of the system at one entry leaves that entry out; anything else is a bug. */
export function leftOut(error: unknown): undefined {
  if (isProtocolError(error) || !(error instanceof Error) || !('syscall' in error)) throw error;
  return undefined;
}
