/** Files that a person gives to the agent with a message. */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { Id, idempotencyKey, type MethodRows } from './shared.ts';

const offset = z.int().nonnegative();
/** Base64 of the longest piece. */
const PIECE_CHARS = Math.ceil(LIMITS.maxAttachmentPieceBytes / 3) * 4;

export const attachmentsMethods = {
  'attachments.put': {
    kind: 'mutation',
    summary:
      'Uploads text, JSON or an image in pieces. The first one makes the upload; a wrong offset is INVALID_REQUEST with the expected one in details.expectedOffset.',
    params: z.strictObject({
      uploadId: Id.optional().describe('The attachmentId that the first piece was answered with; absent for that one.'),
      name: z
        .string()
        .min(1)
        .max(255)
        // oxlint-disable-next-line no-control-regex
        .regex(/^[^\u0000-\u001f\u007f/\\]+$/, 'must be the name of a file, without folders')
        .describe('The same in every piece.'),
      mediaType: z
        .string()
        .max(100)
        .regex(/^[a-z]+\/[a-z0-9.+-]+$/, 'must be type/subtype, without parameters')
        .describe('text/*, application/json, image/png, image/jpeg, image/gif or image/webp. The same in every piece.'),
      offset: offset.describe('Where this piece begins: the `received` of the piece before, 0 for the first.'),
      dataBase64: z
        .string()
        .max(PIECE_CHARS)
        .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'must be base64')
        .describe(`At most ${LIMITS.maxAttachmentPieceBytes} bytes.`),
      last: z.boolean().default(false).describe('Completes the attachment, after a look at its content.'),
      idempotencyKey,
    }),
    result: z.object({ attachmentId: z.string(), received: offset.describe('Bytes that are stored.') }),
    errors: ['NOT_FOUND', 'PAYLOAD_TOO_LARGE'],
    perMinute: 1200,
  },
  'attachments.get': {
    kind: 'query',
    summary: 'A complete attachment, in pieces; nextOffset goes on.',
    params: z.strictObject({ attachmentId: Id, offset: offset.default(0) }),
    result: z.object({
      name: z.string(),
      mediaType: z.string(),
      size: offset,
      dataBase64: z.string(),
      nextOffset: offset.optional(),
    }),
    errors: ['NOT_FOUND'],
    perMinute: 1200,
  },
} as const satisfies MethodRows;
