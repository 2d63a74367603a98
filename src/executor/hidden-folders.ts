import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  openSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { ProtocolError } from '../protocol/errors.ts';

const O_PATH = 0o10000000;

/** `path` is the real path; `descriptor` leads to the folder itself (Linux), whatever is at its path meanwhile. */
export type HiddenFolder = { readonly path: string; readonly descriptor: string; is(stat: Stats): boolean };
export type HiddenFolders = {
  /** The folders, each still at its path. @throws ProtocolError TOOL_EXEC_FAILED when one is elsewhere or gone */
  atTheirPlace(): readonly HiddenFolder[];
  close(): void;
};

/**
 * Finds the folders that must stay hidden, once. A command may rename a parent of OPENFOAL_HOME or replace a link on the way to
 * it; whoever looked the path up again would then hide something else, or nothing. So the folder is held open (its inode number
 * cannot be given to another) and the path must lead to exactly that for as long as the gateway runs.
 * @throws Error of the file system when one is not there
 */
export function holdHiddenFolders(paths: readonly string[]): HiddenFolders {
  const held: (HiddenFolder & { fd: number; stat: BigIntStats })[] = [];
  const close = () => {
    for (const { fd } of held.splice(0)) closeSync(fd);
  };
  try {
    for (const given of paths) {
      const path = realpathSync(given);
      const flags = process.platform === 'linux' ? O_PATH : constants.O_RDONLY;
      const fd = openSync(path, flags | constants.O_DIRECTORY | constants.O_NOFOLLOW);
      const stat = fstatSync(fd, { bigint: true });
      const is = (other: Stats) => other.dev === Number(stat.dev) && other.ino === Number(stat.ino);
      held.push({ path, descriptor: `/proc/self/fd/${fd}`, is, fd, stat });
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    atTheirPlace() {
      for (const { path, stat } of held) {
        if (realPathOf(path) !== path || !isSame(stat, statOf(path))) throw moved();
      }
      return held;
    },
    close,
  };
}

export function moved(): ProtocolError {
  return new ProtocolError('TOOL_EXEC_FAILED', "OpenFoal's own folder was moved: restart the gateway.");
}

/** A link on the way that leads to the right folder now may lead elsewhere a moment later. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function isSame(held: BigIntStats, found: BigIntStats | undefined): boolean {
  return found !== undefined && found.dev === held.dev && found.ino === held.ino;
}
