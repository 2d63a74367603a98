import { closeSync, constants, openSync } from 'node:fs';
import { ProtocolError } from '../protocol/errors.ts';
import { fileProblem, shown } from './file-problem.ts';
import { refuseIrregular } from './host-files.ts';
import { type Directory, look, openDirectory, openParent, pathComponents, type WalkOptions } from './path-walk.ts';
import type { Executor, Place, SearchMatch, SearchQuery } from './port.ts';
import { isIgnored } from './search/gitignore.ts';
import { expandBraces, matchGlob, parseGlob } from './search/glob.ts';
import { compileMatcher } from './search/line-matcher.ts';
import { createPace } from './search/pace.ts';
import type { FindCandidates } from './search/ripgrep.ts';
import { searchFile } from './search/search-file.ts';
import { enter, type Found, leftOut, type Names, type Stop, walkTree } from './search/walk-tree.ts';

/**
 * Executor.search on the host. What matches is always decided here, by one walk over descriptors and one matcher; ripgrep, where
 * there is one, only says beforehand in which files that can be, so the walk looks at those alone. So both give the same result,
 * and ripgrep, which opens files by path, can be led astray by a swapped link without a word of that coming out.
 */
export function createHostSearch(walk: WalkOptions, findCandidates?: FindCandidates): Executor['search'] {
  return async (place, query, signal) => {
    signal.throwIfAborted();
    const matcher = compileMatcher(query);
    const isWanted = globFilter(query.glob);
    const pace = createPace(signal);
    const matches: SearchMatch[] = [];
    try {
      const start = openStart(place, query.path, walk);
      try {
        const only = 'stop' in start && findCandidates ? await findCandidates(place, query, signal) : undefined;
        for await (const { entry, path } of filesFrom(start, { ...walk, pace, ...(only ? { only } : {}) })) {
          const below = path.slice(start.path.length);
          if (!isWanted(below.length > 0 ? below : path.slice(-1))) continue;
          const maxMatches = query.maxMatches + 1 - matches.length;
          const search = { matcher, maxMatches, maxLineChars: query.maxLineChars, pace };
          const found = await searchFile(entry, search).catch(leftOut);
          for (const match of found ?? []) matches.push({ path: path.join('/'), ...match });
          if (matches.length > query.maxMatches) break;
        }
      } finally {
        start.close();
      }
    } catch (error) {
      // The reason of an abort is not an error of the file system, though it may look like one.
      throw signal.aborted ? signal.reason : fileProblem(error, query.path);
    }
    const truncated = matches.length > query.maxMatches;
    return { matches: matches.slice(0, query.maxMatches), truncated };
  };
}

type Start = { path: readonly string[]; close(): void } & ({ stop: Stop } | { file: Found });

/** Where the search begins. What is asked for by its name is searched, even when it is hidden or a .gitignore leaves it out. */
function openStart(place: Place, path: string, walk: WalkOptions): Start {
  const names = pathComponents(place, path);
  if (names.length > 0) {
    const { parent, name } = openParent(place, path, walk);
    try {
      const entry = look(parent, name);
      if (!entry) throw new ProtocolError('NOT_FOUND', `There is no ${shown(path)} in the session folder.`);
      if (!entry.stat.isDirectory()) {
        try {
          refuseIrregular(entry, path);
        } catch (error) {
          entry.close();
          throw error;
        }
        return { path: names, close: entry.close, file: { entry, path: names } };
      }
      entry.close();
    } finally {
      parent.close();
    }
  }
  const directory = openDirectory(place, path, walk);
  refuseUnreadable(directory);
  return { path: names, close: directory.close, stop: { entry: directory, path: names, ignores: rulesAbove() } };

  /** Of the directories from the session's folder down to the one that is searched, without rules that leave that one out. */
  function rulesAbove(): Stop['ignores'] {
    let ignores: Stop['ignores'] = [];
    for (let depth = 0; depth < names.length; depth += 1) {
      const above: Directory = openDirectory(place, names.slice(0, depth).join('/') || '.', walk);
      try {
        ignores = enter({ entry: above, path: names.slice(0, depth), ignores }).ignores;
      } finally {
        above.close();
      }
    }
    const leavesOut = names.some((_, index) => isIgnored(ignores, names.slice(0, index + 1), true));
    return leavesOut ? [] : ignores;
  }
}

/** Below it what cannot be read is left out; the whole of it is not nothing. */
function refuseUnreadable(directory: Directory): void {
  try {
    closeSync(openSync(directory.path, constants.O_RDONLY | constants.O_DIRECTORY));
  } catch (error) {
    directory.close();
    throw error;
  }
}

async function* filesFrom(
  start: Start,
  { hidden, pace, only }: WalkOptions & { pace: ReturnType<typeof createPace>; only?: Names },
): AsyncGenerator<Found> {
  if ('file' in start) yield start.file;
  else yield* walkTree(enter(start.stop), { covered: hidden.atTheirPlace(), pace, ...(only ? { only } : {}) });
}

/** A glob without a slash is about the name alone, as in a .gitignore. @throws ProtocolError INVALID_REQUEST */
function globFilter(glob: SearchQuery['glob']): (below: readonly string[]) => boolean {
  if (glob === undefined) return () => true;
  const globs = expandBraces(glob)?.map((each) => parseGlob(each.includes('/') ? each : `**/${each}`));
  if (glob === '' || !globs || globs.some((each) => !each?.length)) {
    throw new ProtocolError(
      'INVALID_REQUEST',
      `The glob ${shown(glob)} cannot be read: write something like "src/**/*.ts".`,
    );
  }
  return (below) => globs.some((each) => each !== undefined && matchGlob(each, below));
}
