/**
 * Cuts a byte stream into pieces that never split a character: an unfinished sequence at the end of one chunk waits for the
 * next. What can no longer become a character is passed on at once and reads as U+FFFD, just as in a decode of the whole.
 */
export function createUtf8Chunks(): { push(chunk: Buffer): Buffer; end(): Buffer } {
  let held: Buffer = Buffer.alloc(0);
  return {
    push(chunk) {
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const whole = bytes.length - unfinishedTail(bytes);
      held = Buffer.from(bytes.subarray(whole));
      return bytes.subarray(0, whole);
    },
    end() {
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
  };
}

/** How many bytes at the end begin a character without finishing it: 0 to 3. */
export function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const needs = byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return byte <= 0xf4 && needs > back ? back : 0;
  }
  return 0;
}

/** How many bytes at the start belong to a character that began before them: 0 to 3. */
export function orphanedHead(bytes: Uint8Array): number {
  let count = 0;
  while (count < Math.min(3, bytes.length) && isContinuation(bytes[count] ?? 0)) count += 1;
  return count;
}

const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;
