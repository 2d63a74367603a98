import { createHash } from 'node:crypto';
import { constants, mkdirSync, renameSync, unlinkSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { ProtocolError } from '../protocol/errors.ts';
import { fileProblem, shown } from './file-problem.ts';
import { ABSENT, readEntry } from './host-files.ts';
import { type Directory, look, openParent, pathComponents, type WalkOptions } from './path-walk.ts';
import type { ContentHash, Executor } from './port.ts';

/**
 * Executor.writeFile on the host. The new content is complete and on disk under a temporary name before the old one is
 * compared and replaced, so a full disk, a crash or a refusal leaves the old file whole. What remains of a kill -9 in between
 * is a `.openfoal-*.tmp` file. Writers of this gateway take turns; against others a window of one system call is left between
 * comparing and renaming, which POSIX has no way to close.
 */
export function createHostWrite(walk: WalkOptions): Executor['writeFile'] {
  const inTurn = createTurns();
  let temporaries = 0;

  return async (place, path, content, expected) =>
    inTurn([place.folder, ...pathComponents(place, path)].join('\0'), async () => {
      try {
        const { parent, name } = openParent(place, path, { ...walk, make: makeDirectory });
        try {
          return await replace(parent, name, { path, content, expected });
        } finally {
          parent.close();
        }
      } catch (error) {
        throw fileProblem(error, path);
      }
    });

  async function replace(parent: Directory, name: string, write: Write): Promise<{ hash: ContentHash }> {
    const hash = createHash('sha256').update(write.content).digest('hex');
    const before = await current(parent, name, write.path);
    if (before.hash === hash) return { hash };
    const temporary = await createTemporary(parent);
    try {
      try {
        if (before.keep) await keepAttributes(temporary.file, before.keep);
        await temporary.file.writeFile(write.content);
        await temporary.file.sync();
      } finally {
        await temporary.file.close();
      }
      const now = await current(parent, name, write.path);
      if (now.hash === hash) return { hash };
      if (now.hash !== write.expected) throw stale(write.path);
      renameSync(temporary.path, join(parent.path, name));
    } finally {
      removeIfThere(temporary.path);
    }
    await syncDirectory(parent);
    return { hash };
  }

  async function createTemporary(parent: Directory): Promise<{ file: FileHandle; path: string }> {
    for (;;) {
      temporaries += 1;
      const path = join(parent.path, `.openfoal-${process.pid}-${temporaries}.tmp`);
      try {
        const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
        return { file: await open(path, flags, 0o666), path };
      } catch (error) {
        // Left by an earlier gateway with the same process id.
        if (!hasCode(error, 'EEXIST')) throw error;
      }
    }
  }
}

type Write = { path: string; content: Uint8Array; expected: ContentHash };
type Attributes = { mode: number; uid: number; gid: number };

/** What the name holds now. @throws when it is nothing that may be replaced, or is not ours to write */
async function current(
  parent: Directory,
  name: string,
  path: string,
): Promise<{ hash: ContentHash; keep?: Attributes }> {
  const found = look(parent, name);
  if (!found) return { hash: ABSENT };
  try {
    // A rename would replace a write-protected file without asking. Opened rather than access(2), which asks for another user.
    if (found.stat.isFile()) await (await open(found.path, constants.O_WRONLY | constants.O_NONBLOCK)).close();
    const { hash } = await readEntry(found, path, { offset: 0, maxBytes: 0 });
    const { mode, uid, gid } = found.stat;
    return { hash, keep: { mode: mode & 0o777, uid, gid } };
  } finally {
    found.close();
  }
}

async function keepAttributes(file: FileHandle, keep: Attributes): Promise<void> {
  const made = await file.stat();
  if (made.uid !== keep.uid || made.gid !== keep.gid) {
    // Only root can give a file away; for others the new file is theirs, as with any editor that renames.
    await file.chown(keep.uid, keep.gid).catch(() => {});
  }
  await file.chmod(keep.mode);
}

async function syncDirectory(parent: Directory): Promise<void> {
  const directory = await open(parent.path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function stale(path: string): ProtocolError {
  return new ProtocolError(
    'APPROVAL_STALE',
    `${shown(path)} has changed since this write was prepared: read it again and write anew.`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Runs tasks with the same key one after another. */
function createTurns(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, task) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}
