/**
 * From a session's folder to a path in it, one component at a time, through no symbolic link. On Linux every step opens the
 * next name under the descriptor of the directory before it (`/proc/self/fd/<fd>/<name>`, O_PATH, O_NOFOLLOW), which is what
 * openat(2) does: whoever swaps a directory for a link in between changes nothing, for the walk holds the directory itself.
 * O_PATH also opens fifos and devices without touching them. Elsewhere each step is an lstat of a path: a swap between the
 * look and the use wins, and that weaker promise is documented.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ProtocolError } from '../protocol/errors.ts';
import { fileProblem, shown } from './file-problem.ts';
import type { HiddenFolders } from './hidden-folders.ts';
import type { Place } from './port.ts';

const O_PATH = 0o10000000;
const byDescriptor = process.platform === 'linux';

/** Something found by the walk. `path` leads to exactly that, for as long as it is not closed. */
export type Entry = {
  readonly path: string;
  readonly stat: Stats;
  /** What was opened, where the walk goes by descriptor. */
  readonly fd?: number;
  close(): void;
};
export type Directory = Entry & { /** From the session's folder; empty for the folder itself. */ relative: string };

export type WalkOptions = {
  /** Directories that may not be entered on the way; a walk is refused when one is no longer at its place. */
  hidden: HiddenFolders;
  /** What to do for a name that is not there; without it the walk ends with NOT_FOUND. */
  make?: (path: string) => void;
};

/** Opens what `name` is under `directory` without following or touching it; undefined when there is nothing. */
export function look(directory: Entry, name: string): Entry | undefined {
  const path = join(directory.path, name);
  try {
    if (!byDescriptor) return { path, stat: lstatSync(path), close() {} };
    const fd = openSync(path, O_PATH | constants.O_NOFOLLOW);
    return { path: `/proc/self/fd/${fd}`, stat: fstatSync(fd), fd, close: closeOnce(fd) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** How to open for reading what was looked at: by its descriptor; NONBLOCK and NOFOLLOW matter only where there is none. */
export function readingFlags(found: Entry): number {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  return found.path.startsWith('/proc/') ? flags : flags | constants.O_NOFOLLOW;
}

/** A descriptor closed twice could close somebody else's, which got the same number meanwhile. */
function closeOnce(fd: number): () => void {
  let open = true;
  return () => {
    if (open) closeSync(fd);
    open = false;
  };
}

/** The names between the folder and `path`. Lexical: `a/../b` is `b`, since no `a` that is a link would be walked anyway. */
export function pathComponents(place: Place, path: string): string[] {
  if (path.includes('\0')) throw new ProtocolError('TOOL_EXEC_FAILED', 'A path cannot hold a NUL character.');
  const inside = isAbsolute(path) ? relative(place.folder, path) : path;
  const names: string[] = [];
  for (const name of inside.split(sep)) {
    if (name === '' || name === '.') continue;
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) throw outside(path);
  }
  return names;
}

/**
 * Opens the directory `path`. The session's folder itself is reached the same way, from the root: it must be a real path.
 * @throws ProtocolError PATH_OUTSIDE_WORKSPACE | NOT_FOUND | TOOL_EXEC_FAILED
 */
export function openDirectory(place: Place, path: string, options: WalkOptions): Directory {
  return walk(place, { path, names: pathComponents(place, path) }, options);
}

/** Opens the directory that holds the last name of `path`, and gives that name. @throws ProtocolError as openDirectory */
export function openParent(place: Place, path: string, options: WalkOptions): { parent: Directory; name: string } {
  const names = pathComponents(place, path);
  const name = names.pop();
  if (name === undefined) throw new ProtocolError('TOOL_EXEC_FAILED', `${shown(path)} is a directory.`);
  return { parent: walk(place, { path, names }, options), name };
}

function walk(place: Place, target: { path: string; names: string[] }, { hidden, make }: WalkOptions): Directory {
  const covered = hidden.atTheirPlace();
  let here: Entry = { path: '/', stat: statSync('/'), close() {} };
  const step = (name: string, refusal: (found: Entry | undefined) => ProtocolError) => {
    const found = look(here, name);
    if (!found?.stat.isDirectory()) {
      found?.close();
      throw refusal(found);
    }
    here.close();
    here = found;
  };

  try {
    for (const name of place.folder.split(sep).filter(Boolean)) {
      step(name, () => new ProtocolError('NOT_FOUND', 'The session folder is not there any more, or was moved.'));
    }
    refuseCovered();
    for (const name of target.names) {
      if (make && !exists(here, name)) make(join(here.path, name));
      step(name, (found) => notADirectory(found, target.path));
      refuseCovered();
    }
    return { ...here, relative: target.names.join(sep) };
  } catch (error) {
    here.close();
    throw fileProblem(error, target.path);
  }

  function refuseCovered() {
    if (covered.some((folder) => folder.is(here.stat))) throw outside(target.path);
  }
}

function exists(directory: Entry, name: string): boolean {
  const found = look(directory, name);
  found?.close();
  return found !== undefined;
}

function notADirectory(found: Entry | undefined, path: string): ProtocolError {
  if (!found) return new ProtocolError('NOT_FOUND', `There is no ${shown(path)} in the session folder.`);
  if (found.stat.isSymbolicLink()) return throughLink(path);
  return new ProtocolError('TOOL_EXEC_FAILED', `A part of ${shown(path)} is not a directory.`);
}

export function throughLink(path: string): ProtocolError {
  return new ProtocolError(
    'PATH_OUTSIDE_WORKSPACE',
    `${shown(path)} leads through a symbolic link, which is not followed.`,
  );
}

function outside(path: string): ProtocolError {
  return new ProtocolError(
    'PATH_OUTSIDE_WORKSPACE',
    `${shown(path)} is outside the session folder: use a path inside it.`,
  );
}
