/** The text of a file, or undefined when its bytes are not text: a NUL, or no UTF-8. A byte order mark is kept. */
export function textContent(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * The part of `bytes` that holds whole characters, when they were cut out of a longer text at both ends: `skipped` bytes at
 * the start finish a character that began before.
 */
export function wholeCharacters(bytes: Uint8Array): { bytes: Uint8Array; skipped: number } {
  let start = 0;
  while (start < Math.min(3, bytes.length) && isContinuation(bytes[start] ?? 0)) start += 1;
  let end = bytes.length;
  for (let back = 1; back <= Math.min(3, bytes.length - start); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if (needs > back) end = bytes.length - back;
    break;
  }
  return { bytes: bytes.subarray(start, end), skipped: start };
}

const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;
