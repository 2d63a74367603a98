/** What memory files hold and how text is added to them, without any file. */
import { createHash } from 'node:crypto';
import type { MemoryVersion } from '../../domain/memory/ports.ts';
import { ProtocolError } from '../../protocol/errors.ts';

export const ABSENT = 'absent';
const LINE_FEED = 10;

export function versionOf(bytes: Uint8Array): MemoryVersion {
  return { hash: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}

/** The bytes of text that a file may hold. @throws ProtocolError INVALID_REQUEST: it could not be read back as it was */
export function bytesOf(text: string): Buffer {
  if (!text.isWellFormed()) throw new ProtocolError('INVALID_REQUEST', 'text: holds half a character.');
  if (text.includes('\0')) throw new ProtocolError('INVALID_REQUEST', 'text: holds a NUL character.');
  return Buffer.from(text);
}

/** The text of a file; undefined when it is none. A byte order mark is kept, so that the text has the bytes of the file. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The content with text added on lines of its own. */
export function withAppended(content: Uint8Array, text: string): Buffer {
  const separator = endsLine(content) ? '' : '\n';
  return Buffer.concat([content, Buffer.from(separator), linesOf(text)]);
}

/**
 * Whether text was added to `since` by now. `undecidable` when the content does not begin with what `since` was.
 */
export function wasAppended(content: Uint8Array, text: string, since: MemoryVersion): boolean | 'undecidable' {
  const before = content.subarray(0, since.bytes);
  if (since.hash !== ABSENT && versionOf(before).hash !== since.hash) return 'undecidable';
  const added = content.subarray(before.length);
  const lines = linesOf(text);
  // Only as whole lines: where the content before ends one, the added bytes begin one.
  const from = Buffer.concat([Buffer.from(endsLine(before) ? '\n' : ''), added]);
  return from.includes(Buffer.concat([Buffer.from('\n'), lines]));
}

function linesOf(text: string): Buffer {
  return bytesOf(text.endsWith('\n') ? text : `${text}\n`);
}

function endsLine(content: Uint8Array): boolean {
  return content.length === 0 || content.at(-1) === LINE_FEED;
}
