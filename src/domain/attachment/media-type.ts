/** What can be attached: text, and images of the kinds that models read. */
import { ProtocolError } from '../../protocol/errors.ts';

/** How files of a kind begin, as latin1; `?` is any byte. */
const IMAGES: Record<string, readonly string[]> = {
  'image/png': ['\x89PNG\r\n\x1a\n'],
  'image/jpeg': ['\xff\xd8\xff'],
  'image/gif': ['GIF87a', 'GIF89a'],
  'image/webp': ['RIFF????WEBP'],
};

export function isImage(mediaType: string): boolean {
  return Object.hasOwn(IMAGES, mediaType);
}

/** @throws ProtocolError INVALID_REQUEST for a type that cannot be attached */
export function refuseMediaType(mediaType: string): void {
  if (isImage(mediaType) || mediaType === 'application/json' || /^text\/[a-z0-9.+-]+$/.test(mediaType)) return;
  throw new ProtocolError(
    'INVALID_REQUEST',
    `mediaType: ${JSON.stringify(mediaType)} cannot be attached: send text, JSON, or an image in PNG, JPEG, GIF or WebP.`,
    { details: { field: 'mediaType' } },
  );
}

/** @throws ProtocolError INVALID_REQUEST when the content is not what its type says */
export function refuseContent(mediaType: string, content: Uint8Array): void {
  const fits = isImage(mediaType) ? beginsAs(mediaType, content) : isText(content);
  if (fits) return;
  throw new ProtocolError(
    'INVALID_REQUEST',
    isImage(mediaType) ? `mediaType: the content is not ${mediaType}.` : 'mediaType: the content is not text in UTF-8.',
    { details: { field: 'mediaType' } },
  );
}

function beginsAs(mediaType: string, content: Uint8Array): boolean {
  return (IMAGES[mediaType] ?? []).some((magic) =>
    [...magic].every((char, index) => char === '?' || content[index] === char.charCodeAt(0)),
  );
}

function isText(content: Uint8Array): boolean {
  if (content.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}
