/** What a person said in one turn, as pieces that every wire format has: text, and pictures for models that see. */
import type { ModelImage } from '../domain/run/model-port.ts';
import { isProtocolError } from '../protocol/errors.ts';
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
    for (const image of images ?? []) pieces.push(await readPicture(image));
  }
  return pieces;
}

/** One whose bytes are gone is said to be: it must not end every run of its session. */
async function readPicture({ name, mediaType, data }: ModelImage): Promise<UserPiece> {
  try {
    const bytes = await data();
    // A view, not a copy: pictures are megabytes.
    const dataBase64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    return { type: 'image', mediaType, dataBase64 };
  } catch (error) {
    if (!isProtocolError(error) || error.code !== 'NOT_FOUND') throw error;
    return { type: 'text', text: `[attachment ${JSON.stringify(name)} is gone]` };
  }
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
