/** Uploading and reading against a store that keeps to the rules of attachments.put and attachments.get. */
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../protocol/limits.ts';
import { CallFailure } from './call-failure.ts';
import type { GatewayClient } from './gateway-client.ts';
import { readAttachment } from './read-attachment.ts';
import { type UploadProgress, uploadAttachment } from './upload-attachment.ts';

const PIECE = LIMITS.maxAttachmentPieceBytes;
const content = Uint8Array.from({ length: 2 * PIECE + 7 }, (_, index) => index % 251);
const file = { name: 'a.png', mediaType: 'image/png', bytes: new Blob([content]) };
type Put = { uploadId?: string; offset: number; dataBase64: string; last: boolean };

function store({ loseAnswerAt, mediaType = 'image/png' }: { loseAnswerAt?: number; mediaType?: string } = {}) {
  let held = new Uint8Array();
  const puts: Put[] = [];
  let gets = 0;
  const mutate = async (_method: string, input: Put): Promise<unknown> => {
    puts.push(input);
    if (input.offset !== held.length) {
      const details = { field: 'offset', expectedOffset: held.length };
      throw new CallFailure('no', { code: 'INVALID_REQUEST', message: 'm', details, retryable: false, traceId: 't' });
    }
    held = new Uint8Array([...held, ...Buffer.from(input.dataBase64, 'base64')]);
    if (puts.length === loseAnswerAt) throw new CallFailure('the connection is lost');
    return { attachmentId: 'att_1', received: held.length };
  };
  const query = async (_method: string, { offset }: { offset: number }): Promise<unknown> => {
    gets += 1;
    const next = Math.min(offset + PIECE, content.length);
    const dataBase64 = Buffer.from(content.subarray(offset, next)).toString('base64');
    const more = next < content.length ? { nextOffset: next } : {};
    return { name: 'a', mediaType, size: content.length, dataBase64, ...more };
  };
  const client = { mutate, query } as unknown as Pick<GatewayClient, 'mutate' | 'query'>;
  return { client, puts, held: () => held, gets: () => gets };
}
const signal = new AbortController().signal;

describe('uploadAttachment', () => {
  test('a try after a lost answer goes on where the gateway has got to, and nothing is stored twice', async () => {
    const { client, puts, held } = store({ loseAnswerAt: 2 });
    let progress: UploadProgress = { received: 0 };
    const onProgress = (next: UploadProgress): void => void (progress = next);
    await expect(uploadAttachment(client, { file, onProgress, signal })).rejects.toThrow('lost');
    expect(progress).toEqual({ uploadId: 'att_1', received: PIECE });
    expect(await uploadAttachment(client, { file, from: progress, onProgress, signal })).toBe('att_1');
    expect(held()).toEqual(content);
    expect(puts.map(({ offset, last }) => [offset, last])).toEqual([
      [0, false],
      [PIECE, false],
      [PIECE, false],
      [2 * PIECE, true],
    ]);
  });

  test('a gateway that never agrees about the place ends the upload', async () => {
    const refused = new CallFailure('no', {
      code: 'INVALID_REQUEST',
      message: 'm',
      details: { expectedOffset: 5 },
      retryable: false,
      traceId: 't',
    });
    const client = { mutate: () => Promise.reject(refused) } as unknown as Pick<GatewayClient, 'mutate'>;
    await expect(uploadAttachment(client, { file, onProgress: () => {}, signal })).rejects.toBe(refused);
  });

  test('a file arrives whole, in pieces that say where they begin', async () => {
    const { client, puts, held } = store();
    const seen: number[] = [];
    await uploadAttachment(client, { file, onProgress: ({ received }) => seen.push(received), signal });
    expect(held()).toEqual(content);
    expect(seen).toEqual([PIECE, 2 * PIECE]);
    expect(puts.map((put) => put.uploadId)).toEqual([undefined, 'att_1', 'att_1']);
  });
});

describe('readAttachment', () => {
  test('an image comes whole', async () => {
    const { client } = store();
    expect((await readAttachment(client, 'att_1')).bytes).toEqual(content);
  });

  test('of anything else only the beginning is read, unless the whole is asked for', async () => {
    const { client, gets } = store({ mediaType: 'text/plain' });
    const { bytes, size } = await readAttachment(client, 'att_1');
    expect([bytes.length, size, gets()]).toEqual([PIECE, content.length, 1]);
    expect((await readAttachment(client, 'att_1', { whole: true })).bytes).toEqual(content);
  });
});
