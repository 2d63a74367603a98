/**
 * Memory as files in one folder: `MEMORY.md` and `YYYY-MM-DD.md`, whose protocol path is `memory/YYYY-MM-DD.md`. Source:
 * architecture.md §5. Writers of this gateway take turns on a file; against an editor of a person a window of one system call
 * is left between comparing and renaming, which POSIX has no way to close. What a backup or an editor puts beside them is not
 * memory and is left alone.
 */
import { realpathSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  MEMORY_LIMITS,
  type MemoryFile,
  type MemoryFiles,
  type MemoryHit,
  type MemoryVersion,
} from '../../domain/memory/ports.ts';
import type { Scope } from '../../domain/records.ts';
import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';
import { dailyMemory, isMemoryPath, LONG_TERM_MEMORY } from '../../protocol/memory-path.ts';
import { createReplacer, type Found, hasCode, readWhole, removeTemporaries } from './atomic-file.ts';
import { ABSENT, bytesOf, textOf, versionOf, wasAppended, withAppended } from './content.ts';
import { matchingLines, wordsOf } from './search.ts';

export type MemoryFilesOptions = {
  /** Must be there; made by src/config/home.ts, for its owner only. */
  folder: string;
  /** The workspace whose memory this is. */
  scope: Scope;
  now: () => number;
  /** Where the person's day begins, an IANA name. */
  timeZone: string;
};

/** The memory of a workspace in a folder. What a writer that was killed left there is removed. */
export function createMemoryFiles({ folder: wanted, scope: own, now, timeZone }: MemoryFilesOptions): MemoryFiles {
  const folder = realpathSync(wanted);
  removeTemporaries(folder);
  const replaceFile = createReplacer(folder, process.pid);
  const inTurn = createTurns();
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });

  return {
    today: () => dailyMemory(calendar.format(now())),

    async list(scope) {
      belongs(scope);
      const listed: MemoryFile[] = [];
      for (const path of await paths()) {
        const found = await find(path);
        if (found.kind !== 'content' || textOf(found.bytes) === undefined) continue;
        listed.push({ path, ...versionOf(found.bytes), updatedAt: found.modifiedAt });
      }
      return listed;
    },

    async read(scope, path) {
      belongs(scope);
      const bytes = contentOf(path, await find(path));
      if (bytes === undefined) return { text: '', hash: ABSENT, bytes: 0 };
      return { text: textOf(bytes) ?? refuse(path, 'is no UTF-8 text'), ...versionOf(bytes) };
    },

    async search(scope, query, limit) {
      belongs(scope);
      const words = wordsOf(query);
      const hits: MemoryHit[] = [];
      for (const path of await paths()) {
        if (hits.length >= limit) break;
        const found = await find(path);
        const text = found.kind === 'content' ? textOf(found.bytes) : undefined;
        if (text === undefined) continue;
        const lines = matchingLines(path, text, words);
        // A day grows at its end: its last lines are its newest.
        hits.push(...(path === LONG_TERM_MEMORY ? lines : lines.reverse()));
      }
      return hits.slice(0, limit);
    },

    async write(scope, path, change, expected) {
      belongs(scope);
      return inTurn(path, async () => {
        const before = await current(path);
        const content = 'append' in change ? withAppended(before.content, change.append) : bytesOf(change.replace);
        const after = versionOf(content);
        if ('replace' in change && after.hash === before.hash) return after;
        if (before.hash !== expected) throw conflict(path, before.hash);
        return replace(path, content, before);
      });
    },

    async appendOnce(scope, path, text, since) {
      belongs(scope);
      return inTurn(path, async () => {
        const before = await current(path);
        const done = wasAppended(before.content, text, since);
        if (done === 'undecidable') throw conflict(path, before.hash);
        if (done) return { hash: before.hash, bytes: before.bytes };
        return replace(path, withAppended(before.content, text), before);
      });
    },
  };

  function belongs({ tenantId, workspaceId }: Scope): void {
    if (tenantId !== own.tenantId || workspaceId !== own.workspaceId) throw new ProtocolError('NOT_FOUND');
  }

  /** What is there of memory, MEMORY.md first, then days, newest first. */
  async function paths(): Promise<string[]> {
    const names = await guarded(LONG_TERM_MEMORY, () => readdir(folder));
    const days = names.map((name) => `memory/${name}`).filter((path) => isMemoryPath(path));
    return [...names.filter((name) => name === LONG_TERM_MEMORY), ...days.sort().reverse()];
  }

  async function find(path: string): Promise<Found> {
    return guarded(path, () => readWhole(fileOf(path), MEMORY_LIMITS.maxFileBytes));
  }

  async function current(path: string): Promise<MemoryVersion & { content: Uint8Array }> {
    const content = contentOf(path, await find(path));
    if (content === undefined) return { content: Buffer.alloc(0), hash: ABSENT, bytes: 0 };
    if (textOf(content) === undefined) refuse(path, 'is no UTF-8 text');
    return { content, ...versionOf(content) };
  }

  async function replace(path: string, content: Uint8Array, before: MemoryVersion): Promise<MemoryVersion> {
    if (content.length > MEMORY_LIMITS.maxFileBytes) throw tooLarge(path);
    if (content.length > before.bytes) await refuseFull(path, content.length);
    let latest = before.hash;
    const placed = await guarded(path, () =>
      replaceFile(basename(path), content, async () => {
        latest = (await current(path)).hash;
        return latest === before.hash;
      }),
    );
    if (!placed) throw conflict(path, latest);
    return versionOf(content);
  }

  /** @throws ProtocolError PAYLOAD_TOO_LARGE when memory with `path` of that size would be more than it may */
  async function refuseFull(path: string, bytes: number): Promise<void> {
    const others = (await paths()).filter((each) => each !== path);
    const sizes = await guarded(path, () =>
      Promise.all(others.map((each) => lstat(fileOf(each)).then(({ size }) => size, absentIsNothing))),
    );
    const total = sizes.reduce((sum, size) => sum + size, bytes);
    const { maxTotalBytes, maxFiles } = MEMORY_LIMITS;
    if (total <= maxTotalBytes && others.length < maxFiles) return;
    const room = `${maxTotalBytes / 1024 / 1024} MiB in ${maxFiles} files`;
    throw new ProtocolError('PAYLOAD_TOO_LARGE', `Memory is full (${room}): remove days that are no longer needed.`);
  }

  function fileOf(path: string): string {
    if (!isMemoryPath(path)) {
      throw new ProtocolError('INVALID_REQUEST', 'path: must be MEMORY.md or memory/YYYY-MM-DD.md.', {
        details: { field: 'path' },
      });
    }
    return join(folder, basename(path));
  }
}

/** The bytes that were found, undefined for none. @throws ProtocolError when what was found is no memory */
function contentOf(path: string, found: Found): Buffer | undefined {
  switch (found.kind) {
    case 'content':
      return found.bytes;
    case 'absent':
      return undefined;
    case 'too-large':
      throw tooLarge(path);
    case 'no-file':
      return refuse(path, 'is not a file (links are not followed)');
  }
}

function refuse(path: string, why: string): never {
  throw new ProtocolError('INVALID_REQUEST', `path: ${path} ${why}: mend it by hand.`, { details: { field: 'path' } });
}

function absentIsNothing(error: unknown): number {
  if (hasCode(error, 'ENOENT')) return 0;
  throw error;
}

function tooLarge(path: string): ProtocolError {
  const kib = MEMORY_LIMITS.maxFileBytes / 1024;
  return new ProtocolError('PAYLOAD_TOO_LARGE', `${path} would hold more than ${kib} KiB: shorten it first.`);
}

function conflict(path: string, currentHash: string): ProtocolError {
  return new ProtocolError('VERSION_CONFLICT', `${path} was changed meanwhile: read it again, then write.`, {
    details: { currentHash },
  });
}

/** Problems of the disk as refusals. Only the error's code is read: its message holds host paths. */
async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isProtocolError(error) || !(error instanceof Error) || !('code' in error)) throw error;
    if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
      throw new ProtocolError('STORAGE_FULL', `The disk is full: ${path} was not written.`, { cause: error });
    }
    throw new ProtocolError('STORAGE_UNAVAILABLE', `${path} cannot be used (${String(error.code)}).`, { cause: error });
  }
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
