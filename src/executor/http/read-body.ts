import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { ProtocolError } from '../../protocol/errors.ts';

/** What we say we understand; anything else in an answer is an error. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/**
 * The first `maxBytes` of a body, decompressed. Compressed data is unpacked as it is read and reading stops with the first byte
 * too many, so that a small answer cannot become a large one in memory.
 * @throws ProtocolError TOOL_EXEC_FAILED for an encoding that is not ours; what the stream fails with
 */
export async function readBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ body: Uint8Array; truncated: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of decoded(response)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, maxBytes), truncated: size > maxBytes };
}

/** The cast is the seam where streams, typed to yield anything, yield the bytes that these two are made of. */
async function* decoded(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') {
    yield* response as AsyncIterable<Uint8Array>;
    return;
  }
  const first = await firstByte(response);
  // Nothing to unpack: the answer to a HEAD, a 204 or a 304 names an encoding and has no body.
  if (first === undefined) return;
  const unpacked: Readable = pipeline(response, decoderOf(coding, first), () => undefined);
  yield* unpacked as AsyncIterable<Uint8Array>;
}

function decoderOf(coding: string, first: number): Transform {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      // Meant is the zlib format (RFC 9110 §8.4.1.2), sent is often the bare one: the first nibble tells them apart.
      return (first & 0x0f) === 8 ? createInflate() : createInflateRaw();
    default:
      throw new ProtocolError('TOOL_EXEC_FAILED', 'The answer is packed in a way that this gateway does not unpack.');
  }
}

async function firstByte(response: IncomingMessage): Promise<number | undefined> {
  for (;;) {
    const chunk = response.read() as Buffer | null;
    if (chunk !== null && chunk.length > 0) {
      response.unshift(chunk);
      return chunk[0];
    }
    if (response.readableEnded) return undefined;
    await new Promise<void>((resolve, reject) => {
      response.once('readable', resolve).once('end', resolve).once('error', reject);
    });
  }
}
