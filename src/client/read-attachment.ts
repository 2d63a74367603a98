import type { MethodResult } from '../protocol/methods.ts';
import { fromBase64 } from './base64.ts';
import type { GatewayClient } from './gateway-client.ts';

export type AttachmentContent = {
  name: string;
  mediaType: string;
  /** Of the whole, whatever part of it is in `bytes`. */
  size: number;
  bytes: Uint8Array<ArrayBuffer>;
};

/** attachments.get to its end; the first piece only when it is no image and `whole` is not asked for. @throws CallFailure */
export async function readAttachment(
  client: Pick<GatewayClient, 'query'>,
  attachmentId: string,
  { whole = false, signal }: { whole?: boolean; signal?: AbortSignal } = {},
): Promise<AttachmentContent> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let offset: number | undefined = 0;
  for (;;) {
    const page: MethodResult<'attachments.get'> = await client.query(
      'attachments.get',
      { attachmentId, offset },
      signal,
    );
    const { name, mediaType, size, dataBase64, nextOffset } = page;
    pieces.push(fromBase64(dataBase64));
    offset = nextOffset;
    if (offset === undefined || !(whole || mediaType.startsWith('image/'))) {
      return { name, mediaType, size, bytes: joined(pieces) };
    }
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
