/**
 * One small file, read and replaced whole. The new content is complete and on disk under a temporary name before it takes the
 * place of the old one, so a full disk, a crash or a power cut leaves the old content or the new. What a kill -9 in between
 * leaves behind is a `.openfoal-*.tmp` file, which nothing reads and the next start removes.
 */
import { constants, lstatSync, readdirSync, unlinkSync } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const TEMPORARY = /^\.openfoal-\d+-\d+\.tmp$/;
const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** What stands at a name: content, nothing, something above `maxBytes`, or something that is no file (a link, a pipe, a directory). */
export type Found =
  | { kind: 'content'; bytes: Buffer; modifiedAt: number }
  | { kind: 'absent' }
  | { kind: 'too-large' }
  | { kind: 'no-file' };

/** Follows no link and waits for no pipe. */
export async function readWhole(file: string, maxBytes: number): Promise<Found> {
  let handle: FileHandle;
  try {
    handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'absent' };
    // A link; a socket.
    if (hasCode(error, 'ELOOP', 'EMLINK', 'ENXIO', 'EOPNOTSUPP')) return { kind: 'no-file' };
    throw error;
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return { kind: 'no-file' };
    // One byte more than allowed, whatever the size says: it may grow while it is read.
    const buffer = Buffer.alloc(Math.min(stat.size, maxBytes) + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      length += bytesRead;
      if (bytesRead === 0) break;
      if (length === buffer.length) return length > maxBytes ? { kind: 'too-large' } : await readWhole(file, maxBytes);
    }
    return { kind: 'content', bytes: buffer.subarray(0, length), modifiedAt: Math.floor(stat.mtimeMs) };
  } finally {
    await handle.close();
  }
}

/**
 * Writes replacements into one folder. `replace` asks `stillAsExpected` when the new content is on disk, at the last moment
 * before it takes its place, and answers whether it did.
 */
export function createReplacer(folder: string, processId: number) {
  let temporaries = 0;

  return async (name: string, content: Uint8Array, stillAsExpected: () => Promise<boolean>): Promise<boolean> => {
    temporaries += 1;
    const temporary = join(folder, `.openfoal-${processId}-${temporaries}.tmp`);
    const handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    let placed = false;
    try {
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      if (!(await stillAsExpected())) return false;
      await rename(temporary, join(folder, name));
      placed = true;
    } finally {
      if (!placed) await unlink(temporary);
    }
    await syncFolder(folder);
    return true;
  };
}

/** Removes what writers that were killed have left. Call it before the first write. */
export function removeTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (TEMPORARY.test(name) && lstatSync(join(folder, name)).isFile()) unlinkSync(join(folder, name));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, O_RDONLY | O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
