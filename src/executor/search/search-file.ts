import { closeSync, openSync, readSync } from 'node:fs';
import { type Entry, readingFlags } from '../path-walk.ts';
import type { SearchMatch } from '../port.ts';
import { unfinishedTail } from '../utf8-chunks.ts';
import type { LineMatcher } from './line-matcher.ts';
import type { Pace } from './pace.ts';

const CHUNK_BYTES = 256 * 1024;
/** Of a longer line only the beginning is searched. */
const MAX_LINE_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

export type FileSearch = {
  matcher: LineMatcher;
  /** No more than this is found in one file. */
  maxMatches: number;
  maxLineChars: number;
  pace: Pace;
};

/**
 * Lines of one file that match, in bounded memory whatever the file is. A file that holds a NUL anywhere is binary and has
 * none, so it is read to its end even when enough is found. Bytes that are not UTF-8 read as U+FFFD.
 * @throws Error of the file system
 */
export async function searchFile(file: Entry, search: FileSearch): Promise<Omit<SearchMatch, 'path'>[]> {
  const fd = openSync(file.path, readingFlags(file));
  try {
    const lines = createLines(search);
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const bytesRead = readSync(fd, chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return lines.end();
      const bytes = chunk.subarray(0, bytesRead);
      if (bytes.includes(0)) return [];
      lines.push(bytes);
      await search.pace(bytesRead);
    }
  } finally {
    closeSync(fd);
  }
}

function createLines({ matcher, maxMatches, maxLineChars }: FileSearch) {
  const found: Omit<SearchMatch, 'path'>[] = [];
  let line = 1;
  /** The beginning of a line whose end is still to come. */
  let begun: Buffer = Buffer.alloc(0);

  function look(lines: Buffer) {
    if (!matcher.mayBeIn(lines)) return;
    let at = line;
    const text = lines.toString('utf8');
    for (let start = 0; start <= text.length && found.length < maxMatches; at += 1) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      // The end of the text is no line of its own.
      if (newline < 0 && start === end) return;
      const content = text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end);
      if (matcher.matches(content)) found.push({ line: at, text: clip(content, maxLineChars) });
      start = end + 1;
    }
  }

  function keep(bytes: Buffer) {
    const room = bytes.subarray(0, MAX_LINE_BYTES - begun.length);
    // The rest of a line that is too long is not worth a copy of its beginning for every piece that is read.
    if (room.length === 0) return;
    begun = begun.length === 0 ? Buffer.from(room) : Buffer.concat([begun, room]);
  }

  return {
    push(bytes: Buffer) {
      const last = bytes.lastIndexOf(NEWLINE);
      if (last < 0) {
        keep(bytes);
        return;
      }
      let start = 0;
      if (begun.length > 0) {
        const first = bytes.indexOf(NEWLINE);
        keep(bytes.subarray(0, first));
        look(wholeCharacters(begun));
        begun = Buffer.alloc(0);
        line += 1;
        start = first + 1;
      }
      const whole = bytes.subarray(start, last + 1);
      look(whole);
      line += count(whole, NEWLINE);
      keep(bytes.subarray(last + 1));
    },
    end() {
      look(wholeCharacters(begun));
      return found;
    },
  };
}

function wholeCharacters(bytes: Buffer): Buffer {
  return bytes.length < MAX_LINE_BYTES ? bytes : bytes.subarray(0, bytes.length - unfinishedTail(bytes));
}

function count(bytes: Buffer, wanted: number): number {
  let total = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) total += 1;
  return total;
}

/** Never half of a surrogate pair. */
function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const end = /[\uD800-\uDBFF]/.test(text[maxChars - 1] ?? '') ? maxChars - 1 : maxChars;
  return text.slice(0, end);
}
