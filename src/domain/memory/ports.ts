/**
 * Memory is Markdown and only Markdown (architecture.md §6): `MEMORY.md` is what should be known for long, `memory/YYYY-MM-DD.md`
 * is a day, which only grows. Implemented over files; the files are the truth and people may edit them.
 */
import type { Scope } from '../records.ts';

/** `hash` is the SHA-256 of the file's bytes, `absent` when there is no file. */
export type MemoryFile = { path: string; bytes: number; hash: string; updatedAt: number };
export type MemoryHit = { path: string; line: number; text: string };

export interface MemoryFiles {
  /** MEMORY.md first, then days, newest first. Files that are not there are not listed. */
  list(scope: Scope): Promise<MemoryFile[]>;
  /** A file that is not there yet reads as empty, with the hash `absent`. @throws ProtocolError INVALID_REQUEST on any other path */
  read(scope: Scope, path: string): Promise<{ text: string; hash: string }>;
  /** Lines that hold every word of the query, in any script and case; newest file first. */
  search(scope: Scope, query: string, limit: number): Promise<MemoryHit[]>;
  /**
   * Adds text at the end, on a line of its own, or replaces everything, atomically and on disk before it answers. `expected` is the
   * hash of the content it is done to; content that already is the new content counts as written.
   * @throws ProtocolError VERSION_CONFLICT when the content is another one, PAYLOAD_TOO_LARGE, STORAGE_FULL, INVALID_REQUEST
   */
  write(
    scope: Scope,
    path: string,
    change: { append: string } | { replace: string },
    expected: string,
  ): Promise<{ hash: string }>;
}
