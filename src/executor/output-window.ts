import { orphanedHead, unfinishedTail } from './utf8-chunks.ts';

/**
 * Keeps the first and the last half of `maxBytes` of an output of any length in bounded memory; the middle is only counted.
 * Both cuts fall between characters. `text` marks the gap, because head and tail read as one would be a lie.
 */
export function createOutputWindow(maxBytes: number): {
  push(bytes: Buffer): void;
  text(): { output: string; truncatedBytes: number };
} {
  const headRoom = Math.ceil(maxBytes / 2);
  const tailRoom = maxBytes - headRoom;
  const head: Buffer[] = [];
  const tail: Buffer[] = [];
  let headBytes = 0;
  let tailBytes = 0;
  let totalBytes = 0;

  return {
    push(bytes) {
      totalBytes += bytes.length;
      const toHead = bytes.subarray(0, headRoom - headBytes);
      if (toHead.length > 0) {
        // Copied: a slice would keep the whole read buffer alive.
        head.push(Buffer.from(toHead));
        headBytes += toHead.length;
      }
      const toTail = bytes.subarray(toHead.length);
      if (toTail.length === 0) return;
      const last = toTail.subarray(Math.max(0, toTail.length - tailRoom));
      tail.push(Buffer.from(last));
      tailBytes += last.length;
      while (tail[0] && tailBytes - tail[0].length >= tailRoom) tailBytes -= tail.shift()?.length ?? 0;
      // A million one-byte writes must not become a million buffers.
      if (tail.length > 1024) tail.splice(0, tail.length, Buffer.concat(tail));
    },
    text() {
      const first = Buffer.concat(head);
      const last = Buffer.concat(tail);
      const kept = last.subarray(Math.max(0, last.length - tailRoom));
      if (first.length + kept.length === totalBytes) {
        return { output: Buffer.concat([first, kept]).toString('utf8'), truncatedBytes: 0 };
      }
      const begin = first.subarray(0, first.length - unfinishedTail(first));
      const end = kept.subarray(orphanedHead(kept));
      const truncatedBytes = totalBytes - begin.length - end.length;
      const gap = `\n[… ${truncatedBytes} bytes left out …]\n`;
      return { output: begin.toString('utf8') + gap + end.toString('utf8'), truncatedBytes };
    },
  };
}
