/**
 * attachments.put for a whole file, piece after piece. An upload that broke off goes on where the gateway has got to: what
 * `progress` holds is all that a later try needs.
 */
import { LIMITS } from '../protocol/limits.ts';
import { toBase64 } from './base64.ts';
import { toCallFailure } from './call-failure.ts';
import type { GatewayClient } from './gateway-client.ts';

export type UploadProgress = {
  /** What the first piece was answered with; undefined before. */
  uploadId?: string | undefined;
  /** Bytes that the gateway has. */
  received: number;
};

type Options = {
  file: { name: string; mediaType: string; bytes: Blob };
  from?: UploadProgress;
  onProgress: (progress: UploadProgress) => void;
  signal: AbortSignal;
};

/** Answers the attachmentId once it is complete. @throws CallFailure, also when the signal stops it */
export async function uploadAttachment(
  client: Pick<GatewayClient, 'mutate'>,
  { file: { name, mediaType, bytes }, from = { received: 0 }, onProgress, signal }: Options,
): Promise<string> {
  let progress = from;
  for (let corrected = false; ; ) {
    const { uploadId, received } = progress;
    const end = Math.min(received + LIMITS.maxAttachmentPieceBytes, bytes.size);
    const piece = new Uint8Array(await bytes.slice(received, end).arrayBuffer());
    const last = end === bytes.size;
    const place = { name, mediaType, offset: received, last, ...(uploadId === undefined ? {} : { uploadId }) };
    try {
      const answer = await client.mutate('attachments.put', { ...place, dataBase64: toBase64(piece) }, { signal });
      if (last) return answer.attachmentId;
      progress = { uploadId: answer.attachmentId, received: answer.received };
    } catch (error) {
      const failure = toCallFailure(error);
      const expected = failure.refusal?.details?.expectedOffset;
      // A piece of an earlier try arrived although its answer did not: once is believed.
      if (typeof expected !== 'number' || corrected) throw failure;
      corrected = true;
      progress = { uploadId, received: expected };
    }
    onProgress(progress);
  }
}
