/** What a person said in one turn, as pieces that every wire format has: text, and pictures for models that see. */
import type { ModelImage } from '../domain/run/model-port.ts';
import type { UserMessage } from './turns.ts';

export type UserPiece = { type: 'text'; text: string } | { type: 'image'; mediaType: string; dataBase64: string };

/** The one text of a turn without pictures, or undefined when there are some to send. */
export function plainText(messages: readonly UserMessage[], vision: boolean): string | undefined {
  if (vision && messages.some(({ images }) => images !== undefined && images.length > 0)) return undefined;
  return messages.map(textOf).join('\n\n');
}

/** Reads the pictures, one after another: they are not kept, so that a long session does not hold them all. */
export async function readPieces(messages: readonly UserMessage[]): Promise<UserPiece[]> {
  const pieces: UserPiece[] = [];
  for (const { text, images } of messages) {
    if (text !== '') pieces.push({ type: 'text', text: text.toWellFormed() });
    for (const image of images ?? []) {
      const bytes = await image.data();
      // A view, not a copy: pictures are megabytes.
      const dataBase64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
      pieces.push({ type: 'image', mediaType: image.mediaType, dataBase64 });
    }
  }
  return pieces;
}

function textOf({ text, images = [] }: UserMessage): string {
  return [text, ...images.map(unseen)]
    .filter((line) => line !== '')
    .join('\n')
    .toWellFormed();
}

function unseen({ name }: ModelImage): string {
  return `[image ${name} was attached; this model cannot see images]`;
}
