import type { MessagePart } from '../../protocol/entities.ts';
import { isProtocolError } from '../../protocol/errors.ts';
import type { Stores } from '../ports.ts';
import type { AttachmentRecord, Scope } from '../records.ts';
import type { ModelImage } from '../run/model-port.ts';
import { isImage } from './media-type.ts';
import type { Blobs } from './ports.ts';
import { readAttachment } from './read-attachment.ts';

/** Bytes of one text that a model gets; of a longer one it is told. */
const MAX_TEXT_BYTES = 64 * 1024;

type AttachmentPart = Extract<MessagePart, { type: 'attachment' }>;

/**
 * Attachments of a message as a model gets them: texts in full under a line that names them, images to be read when a request needs
 * them. One whose bytes are gone is said to be; it does not end the run.
 */
export async function attachedContent(
  { stores, blobs }: { stores: Pick<Stores, 'attachments'>; blobs: Blobs },
  scope: Scope,
  parts: readonly AttachmentPart[],
): Promise<{ texts: string[]; images: ModelImage[] }> {
  const texts: string[] = [];
  const images: ModelImage[] = [];
  for (const { attachmentId, name, mediaType } of parts) {
    const attachment = await stores.attachments.get(scope, attachmentId);
    if (attachment && isImage(mediaType)) {
      const whole = { offset: 0, maxBytes: attachment.received };
      images.push({ name, mediaType, data: () => readAttachment(blobs, attachment, whole) });
      continue;
    }
    const text = attachment && (await textOf(blobs, attachment));
    texts.push(text ?? `[attachment ${JSON.stringify(name)} is gone]`);
  }
  return { texts, images };
}

async function textOf(blobs: Blobs, attachment: AttachmentRecord): Promise<string | undefined> {
  const { name, mediaType, received } = attachment;
  try {
    const bytes = await readAttachment(blobs, attachment, { offset: 0, maxBytes: MAX_TEXT_BYTES });
    const cut = bytes.length < received;
    // With `stream`, a character that the cut went through is left out.
    const text = new TextDecoder().decode(bytes, { stream: cut });
    const head = `[attachment ${JSON.stringify(name)}, ${mediaType}, ${received} bytes]`;
    const end = cut ? `[cut after ${bytes.length} of ${received} bytes]` : `[end of ${JSON.stringify(name)}]`;
    return `${head}\n${text}${text.endsWith('\n') ? '' : '\n'}${end}`;
  } catch (error) {
    if (isProtocolError(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
