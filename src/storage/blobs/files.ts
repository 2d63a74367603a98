/** Blobs as files, one for each key, in a folder for each tenant. Written once, fsynced with its folder entry, never changed. */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs } from '../../domain/attachment/ports.ts';
import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

/** `root` is a folder that nobody else writes to. */
export function createFileBlobs(root: string): Blobs {
  const folderOf = (tenantId: string) => join(root, plain(tenantId));
  const fileOf = (tenantId: string, key: string) => join(folderOf(tenantId), plain(key));

  return {
    put: (tenantId, key, bytes) =>
      refusing(async () => {
        await mkdir(folderOf(tenantId), { recursive: true, mode: 0o700 });
        const file = fileOf(tenantId, key);
        const handle = await open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
        try {
          await writeAndSync(handle, bytes);
        } catch (error) {
          await unlink(file).catch(() => undefined);
          throw error;
        }
        await syncFolder(folderOf(tenantId));
        await syncFolder(root);
      }),

    read: (tenantId, key, { offset, maxBytes }) =>
      refusing(async () => {
        const handle = await open(fileOf(tenantId, key), O_RDONLY | O_NOFOLLOW);
        try {
          const buffer = Buffer.alloc(Math.max(0, Math.min(maxBytes, (await handle.stat()).size - offset)));
          let length = 0;
          while (length < buffer.length) {
            const { bytesRead } = await handle.read(buffer, length, buffer.length - length, offset + length);
            if (bytesRead === 0) break;
            length += bytesRead;
          }
          return buffer.subarray(0, length);
        } finally {
          await handle.close();
        }
      }),

    remove: (tenantId, keys) =>
      refusing(async () => {
        for (const key of keys) {
          await unlink(fileOf(tenantId, key)).catch((error: unknown) => {
            if (codeOf(error) !== 'ENOENT') throw error;
          });
        }
      }),

    before: (tenantId, time) =>
      refusing(async () => {
        const names = await readdir(folderOf(tenantId)).catch((error: unknown) => {
          if (codeOf(error) === 'ENOENT') return [];
          throw error;
        });
        const old: string[] = [];
        for (const name of names) {
          const found = await stat(join(folderOf(tenantId), name)).catch((error: unknown) => {
            // An upload that was completed meanwhile takes its pieces away.
            if (codeOf(error) === 'ENOENT') return undefined;
            throw error;
          });
          if (found && found.mtimeMs < time) old.push(name);
        }
        return old;
      }),
  };
}

/** Keys and tenants are our own ids: anything else is a bug, and must not become a path. */
function plain(id: string): string {
  if (!/^\w+$/.test(id)) throw new Error('not an id');
  return id;
}

async function writeAndSync(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
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

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isProtocolError(cause)) throw cause;
    switch (codeOf(cause)) {
      case 'ENOENT':
        throw new ProtocolError('NOT_FOUND', 'The bytes of this attachment are gone.', { cause });
      case 'ENOSPC':
      case 'EDQUOT':
        throw new ProtocolError('STORAGE_FULL', undefined, { cause });
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
      case 'EIO':
      case 'EMFILE':
      case 'ENFILE':
        throw new ProtocolError('STORAGE_UNAVAILABLE', undefined, { cause });
      default:
        throw cause;
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
