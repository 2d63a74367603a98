/**
 * attachments.put: a file comes in pieces, each of which is on disk under a key of its own before the row names it. So a crash
 * leaves bytes that no row speaks of, never a row without its bytes. The last piece makes one of all, after a look at the whole.
 */
import { createHash } from 'node:crypto';
import { ProtocolError } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Clock, Ids, Log, Stores, Transaction, UnitOfWork } from '../ports.ts';
import type { AttachmentRecord, Caller } from '../records.ts';
import { refuseContent, refuseMediaType } from './media-type.ts';
import type { Blobs } from './ports.ts';
import { readAttachment } from './read-attachment.ts';

export type AttachmentDeps = { blobs: Blobs; clock: Clock; ids: Ids; log: Log };
type Params = MethodParams<'attachments.put'>;

/** A piece that is on disk, and the row that would speak of it. */
export type StoredPiece = {
  row: AttachmentRecord;
  /** Keys that the row no longer names. */
  replaced: string[];
};

/** More pieces than a client needs that sends them at their full size. */
const MAX_PIECES = 200;

/**
 * Looks at a piece and puts it on disk. Not in a transaction.
 * @throws ProtocolError INVALID_REQUEST (naming the offset that is expected, or what is wrong with the content), NOT_FOUND,
 *   PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function storePiece(
  deps: AttachmentDeps & { uow: UnitOfWork },
  caller: Caller,
  params: Params,
): Promise<StoredPiece> {
  const { blobs, clock, ids, uow } = deps;
  refuseMediaType(params.mediaType);
  const bytes = decode(params.dataBase64);
  const { tenantId } = caller.scope;
  const { uploadId } = params;
  const upload =
    uploadId === undefined
      ? newUpload(deps, caller, params)
      : await requireUpload(uow.read, caller, { ...params, uploadId });
  refuseOffset(params.offset, upload.received);
  const received = upload.received + bytes.length;
  if (received > LIMITS.maxAttachmentBytes) {
    throw new ProtocolError('PAYLOAD_TOO_LARGE', `An attachment has at most ${LIMITS.maxAttachmentBytes} bytes.`);
  }
  const row = { ...upload, received, updatedAt: clock.now() };
  const key = ids.next('blb');
  if (!params.last) {
    if (bytes.length === 0) throw invalid('dataBase64', 'only the last piece can be empty');
    if (upload.parts.length >= MAX_PIECES) throw invalid('dataBase64', 'send larger pieces');
    await blobs.put(tenantId, key, bytes);
    return { row: { ...row, parts: [...upload.parts, { key, bytes: bytes.length }] }, replaced: [] };
  }
  if (received === 0) throw invalid('dataBase64', 'an attachment cannot be empty');
  const before = await readAttachment(blobs, upload, { offset: 0, maxBytes: upload.received });
  const whole = Buffer.concat([before, bytes]);
  refuseContent(params.mediaType, whole);
  await blobs.put(tenantId, key, whole);
  const sha256 = createHash('sha256').update(whole).digest('hex');
  return {
    row: { ...row, complete: true, sha256, parts: [{ key, bytes: received }] },
    replaced: upload.parts.map((part) => part.key),
  };
}

/**
 * Lets the row speak of a stored piece; a complete attachment gets its audit row.
 * @throws ProtocolError INVALID_REQUEST when another piece was faster
 */
export async function recordPiece(
  tx: Transaction,
  deps: AttachmentDeps,
  caller: Caller,
  { params, piece: { row, replaced } }: { params: Params; piece: StoredPiece },
): Promise<MethodResult<'attachments.put'>> {
  const { attachmentId, received } = row;
  const { uploadId } = params;
  if (uploadId === undefined) await tx.attachments.insert(row);
  else if (!(await tx.attachments.advance(caller.scope, uploadId, params.offset, row))) {
    refuseOffset(params.offset, (await requireUpload(tx, caller, { ...params, uploadId })).received);
    throw new Error('an upload that is at this offset was not advanced');
  }
  if (row.complete) {
    await appendAudit(tx, deps, caller, {
      action: 'attachments.put',
      resource: attachmentId,
      outcome: 'allowed',
      detail: { name: row.name, mediaType: row.mediaType, size: received, sha256: row.sha256 },
    });
    tx.afterCommit(() => {
      deps.blobs.remove(caller.scope.tenantId, replaced).catch((error: unknown) => {
        deps.log.warn({ tenant: caller.scope.tenantId, err: error }, 'pieces of an attachment could not be removed');
      });
    });
  }
  return { attachmentId, received };
}

function newUpload({ ids, clock }: AttachmentDeps, caller: Caller, { name, mediaType }: Params): AttachmentRecord {
  return {
    ...caller.scope,
    attachmentId: ids.next('att'),
    actorId: caller.actor.id,
    name,
    mediaType,
    received: 0,
    complete: false,
    sha256: null,
    parts: [],
    createdAt: clock.now(),
    updatedAt: clock.now(),
  };
}

/** The upload that a later piece belongs to: of the same actor, for the same file, and not complete. */
async function requireUpload(
  read: Pick<Stores, 'attachments'>,
  caller: Caller,
  { uploadId, name, mediaType }: Params & { uploadId: string },
): Promise<AttachmentRecord> {
  const upload = await read.attachments.get(caller.scope, uploadId);
  if (upload?.actorId !== caller.actor.id) {
    throw new ProtocolError('NOT_FOUND', 'There is no such upload: send the first piece without an uploadId.');
  }
  if (upload.complete) throw invalid('uploadId', 'this attachment is complete');
  if (upload.name !== name) throw invalid('name', 'every piece names the same file');
  if (upload.mediaType !== mediaType) throw invalid('mediaType', 'every piece has the same type');
  return upload;
}

function refuseOffset(offset: number, expected: number): void {
  if (offset === expected) return;
  throw new ProtocolError('INVALID_REQUEST', `offset: go on at ${expected}.`, {
    details: { field: 'offset', expectedOffset: expected },
  });
}

function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  // Node reads past what is no base64: what was sent and what is stored would differ.
  if (bytes.toString('base64') !== text) throw invalid('dataBase64', 'this is no base64 with padding');
  if (bytes.length > LIMITS.maxAttachmentPieceBytes) {
    throw new ProtocolError('PAYLOAD_TOO_LARGE', `A piece has at most ${LIMITS.maxAttachmentPieceBytes} bytes.`);
  }
  return bytes;
}

function invalid(field: string, message: string): ProtocolError {
  return new ProtocolError('INVALID_REQUEST', `${field}: ${message}.`, { details: { field } });
}
