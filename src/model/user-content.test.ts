import { expect, test } from 'vitest';
import { ProtocolError } from '../protocol/errors.ts';
import { readPieces } from './user-content.ts';

const seen = (data: () => Promise<Uint8Array>) => ({
  role: 'user' as const,
  text: 'look',
  images: [{ name: 'a.png', mediaType: 'image/png', data }],
});

test('a picture whose bytes are gone is said to be, and what is beside it is sent', async () => {
  const gone = seen(() => Promise.reject(new ProtocolError('NOT_FOUND')));
  expect(await readPieces([gone, seen(async () => Buffer.from('png'))])).toEqual([
    { type: 'text', text: 'look' },
    { type: 'text', text: '[attachment "a.png" is gone]' },
    { type: 'text', text: 'look' },
    { type: 'image', mediaType: 'image/png', dataBase64: 'cG5n' },
  ]);
});

test.each(['STORAGE_UNAVAILABLE', 'INTERNAL_ERROR'] as const)(
  'a picture that cannot be read now, %s, is not left out',
  async (code) => {
    const failing = seen(() => Promise.reject(new ProtocolError(code)));
    await expect(readPieces([failing])).rejects.toMatchObject({ code });
  },
);
