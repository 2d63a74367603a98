/**
 * Transcript files, synchronously: a line costs three system calls into the page cache, a tenth of what the same costs through
 * the thread pool, and the commit before it was synchronous as well. Nothing is fsynced: the file is derived from the journal.
 */
import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { seqOfLine } from './line.ts';

const TAIL_BYTES = 64 * 1024;

export function appendLines(file: string, lines: readonly string[]): void {
  if (lines.length > 0) appendFileSync(file, lines.join(''), { mode: 0o600 });
}

/** Opens for reading and writing; undefined when there is no such file. */
export function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Cuts the file after its last whole line: what a crash tore, or a disk returned as zeros, goes. Answers that line (without its
 * line feed) and its seq, or undefined when nothing is left.
 */
export function cutTornTail(file: string): { seq: number; line: string } | undefined {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return undefined;
  try {
    let size = fstatSync(descriptor).size;
    while (size > 0) {
      const { start, end } = lastLine(descriptor, size);
      const line = end > start ? readAt(descriptor, start, end - start).toString('utf8') : '';
      const seq = seqOfLine(line);
      if (seq !== undefined) {
        // The line feed belongs to the line: cut what is behind it.
        ftruncateSync(descriptor, end + 1);
        return { seq, line };
      }
      size = start;
      ftruncateSync(descriptor, size);
    }
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Where the last line that ends with a line feed begins and ends; both 0 when there is none. */
function lastLine(descriptor: number, size: number): { start: number; end: number } {
  for (let wanted = TAIL_BYTES; ; wanted *= 8) {
    const from = Math.max(0, size - wanted);
    const tail = readAt(descriptor, from, size - from);
    const end = tail.lastIndexOf(10);
    const start = end < 1 ? 0 : tail.lastIndexOf(10, end - 1) + 1;
    // The line may begin before what was read.
    if (start > 0 || from === 0) return { start: from + start, end: from + Math.max(0, end) };
  }
}

/** As many of the bytes as the file has. */
export function readAt(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
}
