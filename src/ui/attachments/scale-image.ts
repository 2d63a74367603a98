import { LIMITS } from '../../protocol/limits.ts';

/** Longest edge that models look at; more costs tokens and shows them nothing. */
const MAX_EDGE = 2048;
const MAX_BYTES = 4 * 1024 * 1024;

export type Scaled = { bytes: Blob; scaled: boolean };

/**
 * An image that is larger than models look at, at the size they do, in its own format. An animation would lose its movement and
 * what cannot be drawn is not ours to change: those go as they are. Undefined when it is too large all the same.
 */
export async function scaleImage(file: Blob, mediaType: string): Promise<Scaled | undefined> {
  const scaled = mediaType === 'image/gif' ? undefined : await smaller(file, mediaType).catch(() => undefined);
  const bytes = scaled && scaled.size < file.size ? scaled : file;
  return bytes.size > LIMITS.maxAttachmentBytes ? undefined : { bytes, scaled: bytes !== file };
}

async function smaller(file: Blob, mediaType: string): Promise<Blob | undefined> {
  const image = await createImageBitmap(file);
  try {
    const factor = Math.min(1, MAX_EDGE / Math.max(image.width, image.height));
    if (factor === 1 && file.size <= MAX_BYTES) return undefined;
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(image.width * factor));
    canvas.height = Math.max(1, Math.round(image.height * factor));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, mediaType, 0.9));
    // A browser that cannot write the format writes PNG: then the type would be wrong.
    return drawn?.type === mediaType ? drawn : undefined;
  } finally {
    image.close();
  }
}
