/** What can be attached, as attachments.put takes it: said before anything is sent. Source: docs/protocol.md, attachments.put. */
import { LIMITS } from '../../protocol/limits.ts';

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
/** What the file dialog offers first; anything that turns out to be text is taken as well. */
export const ACCEPTED = [...IMAGES, 'text/*', 'application/json'].join(',');
/** Of one message, as agent.run takes them. */
export const MAX_ATTACHMENTS = 20;

export type Unattachable = 'type' | 'size' | 'empty';
const LOOKED_AT_BYTES = 64 * 1024;
const MAX_NAME_CHARS = 255;

export const isImage = (mediaType: string): boolean => IMAGES.includes(mediaType);

/**
 * The media type to send it with, or why it cannot be attached. Browsers go by the ending of the name and call TypeScript a
 * video, so what is no image is text if it reads like text.
 */
export async function mediaTypeOf(file: Blob): Promise<{ mediaType: string } | { refused: Unattachable }> {
  if (file.size === 0) return { refused: 'empty' };
  const [named = ''] = file.type.toLowerCase().split(';');
  if (isImage(named)) return { mediaType: named };
  if (!(await readsAsText(file))) return { refused: 'type' };
  if (file.size > LIMITS.maxAttachmentBytes) return { refused: 'size' };
  const isKept = named === 'application/json' || /^text\/[a-z0-9.+-]+$/.test(named);
  return { mediaType: isKept ? named : 'text/plain' };
}

async function readsAsText(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, LOOKED_AT_BYTES).arrayBuffer());
  if (bytes.includes(0)) return false;
  try {
    // With `stream`, a character that the cut went through is no error.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: bytes.length < file.size });
    return true;
  } catch {
    return false;
  }
}

/** A name that the gateway takes: without folders and control characters, and not too long to keep its ending. */
export function attachmentName(name: string): string {
  // oxlint-disable-next-line no-control-regex
  const clean = name.replaceAll(/[\u0000-\u001f\u007f/\\]/g, '_');
  if (clean.length <= MAX_NAME_CHARS) return clean || '_';
  const ending = /\.[^.]{1,20}$/.exec(clean)?.[0] ?? '';
  return clean.slice(0, MAX_NAME_CHARS - ending.length) + ending;
}
