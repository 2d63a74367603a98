import { beforeEach, expect, test, vi } from 'vitest';
import { CallFailure } from '../../client/call-failure.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { createDrafts } from '../drafts.ts';
import { createUploads } from './uploads.ts';

type Put = { offset: number; uploadId?: string; dataBase64: string };
const put = vi.fn<(input: Put) => Promise<unknown>>();
const client = { mutate: (_method: string, input: Put) => put(input) } as unknown as Pick<GatewayClient, 'mutate'>;
const kept = { getItem: () => null, setItem: () => {}, removeItem: () => {} };
const text = (name: string, content = 'hello') => new File([content], name, { type: 'text/plain' });
const setUp = () => {
  const drafts = createDrafts(kept, { addEventListener: () => {}, hasFocus: () => true });
  return { drafts, uploads: createUploads({ client, drafts }) };
};

beforeEach(() => {
  put.mockReset();
  put.mockImplementation(({ offset, dataBase64 }) =>
    Promise.resolve({ attachmentId: 'att_1', received: offset + Buffer.from(dataBase64, 'base64').length }),
  );
});

test('what cannot be attached is said and not sent', async () => {
  const { uploads, drafts } = setUp();
  uploads.add('s', [new File([new Uint8Array([0, 1])], 'program')]);
  await vi.waitFor(() => expect(uploads.get()).toMatchObject([{ status: 'refused', refused: 'type' }]));
  expect(put).not.toHaveBeenCalled();
  uploads.cancel(uploads.get()[0]?.id ?? '');
  expect([uploads.get(), drafts.get('s').attachments]).toEqual([[], []]);
});

test('a message takes twenty: the next is refused by name', async () => {
  const { uploads, drafts } = setUp();
  uploads.add(
    's',
    Array.from({ length: 21 }, (_, index) => text(`${index}.txt`)),
  );
  await vi.waitFor(() => expect(drafts.get('s').attachments).toHaveLength(20));
  expect(uploads.get()).toMatchObject([{ name: '20.txt', refused: 'count' }]);
});

test('a complete upload is an attachment of its draft, whichever session is looked at', async () => {
  const { uploads, drafts } = setUp();
  uploads.add('s', [text('a.txt')]);
  expect(uploads.get()).toMatchObject([{ name: 'a.txt', status: 'uploading', received: 0 }]);
  await vi.waitFor(() => expect(uploads.get()).toEqual([]));
  expect(drafts.get('s').attachments).toEqual([
    { attachmentId: 'att_1', name: 'a.txt', mediaType: 'text/plain', size: 5 },
  ]);
  expect(drafts.get('other').attachments).toEqual([]);
});

test('a failed upload says why and goes on where it broke off', async () => {
  const { uploads, drafts } = setUp();
  const refusal = { code: 'STORAGE_FULL' as const, message: 'm', retryable: true, traceId: 't' };
  put.mockResolvedValueOnce({ attachmentId: 'att_1', received: LIMITS.maxAttachmentPieceBytes });
  put.mockRejectedValueOnce(new CallFailure('no', refusal));
  uploads.add('s', [text('a.txt', 'x'.repeat(LIMITS.maxAttachmentPieceBytes + 1))]);
  await vi.waitFor(() => expect(uploads.get()).toMatchObject([{ status: 'failed', error: refusal }]));
  uploads.retry(uploads.get()[0]?.id ?? '');
  await vi.waitFor(() => expect(drafts.get('s').attachments).toHaveLength(1));
  expect(put.mock.calls.map(([{ offset, uploadId }]) => [offset, uploadId])).toEqual([
    [0, undefined],
    [LIMITS.maxAttachmentPieceBytes, 'att_1'],
    [LIMITS.maxAttachmentPieceBytes, 'att_1'],
  ]);
});

test('a cancelled upload never becomes an attachment, even when its last answer comes', async () => {
  const { uploads, drafts } = setUp();
  let answer = (_value: unknown): void => {};
  put.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  uploads.add('s', [text('a.txt')]);
  await vi.waitFor(() => expect(put).toHaveBeenCalledOnce());
  uploads.cancel(uploads.get()[0]?.id ?? '');
  answer({ attachmentId: 'att_1', received: 5 });
  await Promise.resolve();
  expect([uploads.get(), drafts.get('s').attachments]).toEqual([[], []]);
});
