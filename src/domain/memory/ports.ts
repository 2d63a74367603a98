/**
 * Memory is Markdown and only Markdown (architecture.md §6): `MEMORY.md` is what should be known for long, `memory/YYYY-MM-DD.md`
 * is a day, which only grows. Implemented over files; the files are the truth and people may edit them at any time.
 */
import type { Scope } from '../records.ts';

/** What a file held at a moment: the SHA-256 of its bytes and how many they are; `absent` and 0 when there is no file. */
export type MemoryVersion = { hash: string; bytes: number };
export type MemoryFile = MemoryVersion & { path: string; updatedAt: number };
/** `line` counts from 1. A long `text` is cut. */
export type MemoryHit = { path: string; line: number; text: string };

/** Bounds of every implementation. */
export const MEMORY_LIMITS = {
  maxFileBytes: 1024 * 1024,
  /** Of all files together: notes need no approval, and the calendar has more days than a disk has room. */
  maxTotalBytes: 64 * 1024 * 1024,
  maxFiles: 10_000,
  maxWriteChars: 200_000,
  maxHits: 200,
  maxQueryChars: 200,
} as const;

/**
 * The memory of one workspace; another scope is NOT_FOUND. Paths are those of src/protocol/memory-path.ts, any other is
 * INVALID_REQUEST, and so is a file that is no memory any more: a link, a directory, a pipe, no UTF-8. Text is well-formed
 * and has no NUL. One contract suite runs on every implementation (src/storage/contract/memory-contract.ts).
 */
export interface MemoryFiles {
  /** The path of the day that it is now. */
  today(): string;
  /** MEMORY.md first, then days, newest first. Files that are not there, or that cannot be read, are not listed. */
  list(scope: Scope): Promise<MemoryFile[]>;
  /** A file that is not there yet reads as empty. @throws ProtocolError PAYLOAD_TOO_LARGE when it grew above the cap by hand */
  read(scope: Scope, path: string): Promise<MemoryVersion & { text: string }>;
  /** Lines that hold every word of the query, in any script and case; MEMORY.md first, then days, their newest lines first. */
  search(scope: Scope, query: string, limit: number): Promise<MemoryHit[]>;
  /**
   * Adds text at the end, on lines of its own, or replaces everything; atomically, and on disk before it answers. `expected` is
   * the hash of the content it is done to. A replacement that is there already counts as written.
   * @throws ProtocolError VERSION_CONFLICT (with `currentHash`) when the content is another one, PAYLOAD_TOO_LARGE, STORAGE_FULL
   */
  write(
    scope: Scope,
    path: string,
    change: { append: string } | { replace: string },
    expected: string,
  ): Promise<MemoryVersion>;
  /**
   * Adds text to what `since` has become, unless it was added already: what came after `since` is looked through for it. So it
   * is safe to repeat after a crash, and goes on when others added something meanwhile. Two additions of the same text to the
   * same `since` are one.
   * @throws ProtocolError VERSION_CONFLICT when the file does not begin with `since` any more: nobody can say then; as write
   */
  appendOnce(scope: Scope, path: string, text: string, since: MemoryVersion): Promise<MemoryVersion>;
}
