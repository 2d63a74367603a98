import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ProtocolError } from '../protocol/errors.ts';
import { fileProblem, shown } from './file-problem.ts';
import {
  type Entry,
  look,
  openDirectory,
  openParent,
  readingFlags,
  throughLink,
  type WalkOptions,
} from './path-walk.ts';
import type { ContentHash, Executor, FileEntry } from './port.ts';

/** Largest file whose content is read and hashed. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

export const ABSENT: ContentHash = 'absent';

/** Reading on the host: the read-only part of Executor, contract in port.ts. */
export function createHostFiles(options: WalkOptions): Pick<Executor, 'readFile' | 'list' | 'snapshot'> {
  return {
    async readFile(place, path, range) {
      try {
        const { parent, name } = openParent(place, path, options);
        try {
          const found = look(parent, name);
          if (!found) throw new ProtocolError('NOT_FOUND', `There is no ${shown(path)} in the session folder.`);
          return await readEntry(found, path, range);
        } finally {
          parent.close();
        }
      } catch (error) {
        throw fileProblem(error, path);
      }
    },

    async snapshot(place, path, maxBytes) {
      const absent = { bytes: new Uint8Array(), hash: ABSENT };
      try {
        const { parent, name } = openParent(place, path, options);
        try {
          const found = look(parent, name);
          if (!found) return absent;
          const { bytes, hash } = await readEntry(found, path, { offset: 0, maxBytes });
          return { bytes, hash };
        } finally {
          parent.close();
        }
      } catch (error) {
        const problem = fileProblem(error, path);
        // A parent directory that is not there yet: the file would be made, and so would the directory.
        if (problem instanceof ProtocolError && problem.code === 'NOT_FOUND' && folderIsThere(place.folder))
          return absent;
        throw problem;
      }
    },

    async list(place, path, limit) {
      const directory = openDirectory(place, path, options);
      try {
        const found = await readdir(directory.path, { withFileTypes: true });
        found.sort((a, b) => (a.name < b.name ? -1 : 1));
        const entries = found.slice(0, limit).map((entry) => ({
          name: entry.name,
          kind: kindOf(entry),
          bytes: entry.isFile() ? sizeOf(join(directory.path, entry.name)) : 0,
        }));
        return { entries, total: found.length };
      } catch (error) {
        throw fileProblem(error, path);
      } finally {
        directory.close();
      }
    },
  };
}

/** Reads a regular file that the walk found, and closes it. @throws ProtocolError for anything but a regular file */
export async function readEntry(
  found: Entry,
  path: string,
  range: { offset: number; maxBytes: number },
): Promise<{ bytes: Uint8Array; totalBytes: number; hash: ContentHash }> {
  try {
    refuseIrregular(found, path);
    if (found.stat.size > MAX_FILE_BYTES) throw tooLarge(path);
    const file = await open(found.path, readingFlags(found));
    try {
      return await readWhole(file, path, range);
    } finally {
      await file.close();
    }
  } finally {
    found.close();
  }
}

async function readWhole(file: FileHandle, path: string, range: { offset: number; maxBytes: number }) {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  const end = range.offset + range.maxBytes;
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let totalBytes = 0;
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, totalBytes);
    if (bytesRead === 0) break;
    const bytes = chunk.subarray(0, bytesRead);
    hash.update(bytes);
    const from = Math.max(0, range.offset - totalBytes);
    const to = Math.min(bytesRead, end - totalBytes);
    if (from < to) kept.push(Buffer.from(bytes.subarray(from, to)));
    totalBytes += bytesRead;
    if (totalBytes > MAX_FILE_BYTES) throw tooLarge(path);
  }
  return { bytes: new Uint8Array(Buffer.concat(kept)), totalBytes, hash: hash.digest('hex') };
}

/** @throws ProtocolError for a link, a directory, a fifo, a socket, a device */
export function refuseIrregular({ stat }: Entry, path: string): void {
  if (stat.isSymbolicLink()) throw throughLink(path);
  if (stat.isDirectory()) throw new ProtocolError('TOOL_EXEC_FAILED', `${shown(path)} is a directory.`);
  if (!stat.isFile()) throw new ProtocolError('TOOL_EXEC_FAILED', `${shown(path)} is not a regular file.`);
}

function tooLarge(path: string): ProtocolError {
  return new ProtocolError(
    'TOOL_EXEC_FAILED',
    `${shown(path)} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB: read a part of it with a command.`,
  );
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

/** 0 for a file that went away meanwhile. */
function sizeOf(path: string): number {
  return lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function folderIsThere(folder: string): boolean {
  return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
