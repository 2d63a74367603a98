import { ProtocolError } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import type { Stores, UnitOfWork } from '../ports.ts';
import type { AttachmentRecord, AttachmentRef, Scope } from '../records.ts';
import type { Blobs } from './ports.ts';

/** Up to `maxBytes` of an attachment from `offset`, however many pieces it lies in. @throws ProtocolError NOT_FOUND */
export async function readAttachment(
  blobs: Blobs,
  { tenantId, parts }: Pick<AttachmentRecord, 'tenantId' | 'parts'>,
  { offset, maxBytes }: { offset: number; maxBytes: number },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (const { key, bytes } of parts) {
    const from = Math.max(offset, at);
    const to = Math.min(offset + maxBytes, at + bytes);
    if (from < to) {
      const chunk = await blobs.read(tenantId, key, { offset: from - at, maxBytes: to - from });
      // A file that somebody cut: whoever goes on reading would never come to its end.
      if (chunk.length < to - from) throw new ProtocolError('NOT_FOUND', 'Bytes of this attachment are gone.');
      chunks.push(chunk);
    }
    at += bytes;
  }
  return Buffer.concat(chunks);
}

/** A complete attachment. @throws ProtocolError NOT_FOUND */
export async function requireAttachment(
  stores: Pick<Stores, 'attachments'>,
  scope: Scope,
  attachmentId: string,
): Promise<AttachmentRecord> {
  const attachment = await stores.attachments.get(scope, attachmentId);
  if (attachment?.complete) return attachment;
  throw new ProtocolError('NOT_FOUND', 'There is no such attachment: check the attachmentId.');
}

/** What a message says of its attachments. @throws ProtocolError NOT_FOUND when one is not there or not complete */
export async function attachmentRefs(
  stores: Pick<Stores, 'attachments'>,
  scope: Scope,
  attachmentIds: readonly string[],
): Promise<AttachmentRef[]> {
  const refs: AttachmentRef[] = [];
  for (const id of new Set(attachmentIds)) {
    const { attachmentId, name, mediaType } = await requireAttachment(stores, scope, id);
    refs.push({ attachmentId, name, mediaType });
  }
  return refs;
}

/** attachments.get: a piece, and where the next one begins. */
export async function getAttachment(
  { uow, blobs }: { uow: UnitOfWork; blobs: Blobs },
  scope: Scope,
  { attachmentId, offset }: MethodParams<'attachments.get'>,
): Promise<MethodResult<'attachments.get'>> {
  const attachment = await requireAttachment(uow.read, scope, attachmentId);
  const { name, mediaType, received: size } = attachment;
  if (offset > size) {
    throw new ProtocolError('INVALID_REQUEST', `offset: the attachment ends at ${size}.`, {
      details: { field: 'offset' },
    });
  }
  const bytes = await readAttachment(blobs, attachment, { offset, maxBytes: LIMITS.maxAttachmentPieceBytes });
  const next = offset + bytes.length;
  return {
    name,
    mediaType,
    size,
    dataBase64: Buffer.from(bytes).toString('base64'),
    ...(next < size ? { nextOffset: next } : {}),
  };
}
