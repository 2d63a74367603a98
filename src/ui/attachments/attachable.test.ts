import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../protocol/limits.ts';
import { attachmentName, mediaTypeOf } from './attachable.ts';

describe('what can be attached', () => {
  test.each([
    ['nothing', new Blob([]), 'empty'],
    ['a program', new Blob([new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0])]), 'type'],
    ['a PDF', new Blob([new Uint8Array([0x25, 0x50, 0x44, 0x46, 0xe2, 0xe3])], { type: 'application/pdf' }), 'type'],
    ['text that is too long', new Blob(['x'.repeat(LIMITS.maxAttachmentBytes + 1)]), 'size'],
  ])('%s is refused before anything is sent', async (_what, file, refused) => {
    expect(await mediaTypeOf(file)).toEqual({ refused });
  });

  test.each([
    ['a PNG', 'image/png', 'image/png'],
    ['TypeScript, which a browser calls a video', 'video/mp2t', 'text/plain'],
    ['a script', 'application/x-sh', 'text/plain'],
    ['Markdown with parameters', 'text/markdown;charset=utf-8', 'text/markdown'],
    ['JSON', 'application/json', 'application/json'],
    ['a file without an ending', '', 'text/plain'],
  ])('%s goes as %s → %s', async (_what, type, mediaType) => {
    expect(await mediaTypeOf(new Blob(['const a = 1;'], { type }))).toEqual({ mediaType });
  });

  test('a character that the look at the beginning cuts in two is no reason to refuse', async () => {
    expect(await mediaTypeOf(new Blob([`a${'汉'.repeat(30_000)}`]))).toEqual({ mediaType: 'text/plain' });
  });

  test('a name is made one that the gateway takes, and keeps its ending', () => {
    expect(attachmentName('a/b\\c\n.txt')).toBe('a_b_c_.txt');
    expect(attachmentName('')).toBe('_');
    const long = attachmentName(`${'x'.repeat(300)}.json`);
    expect([long.length, long.endsWith('.json')]).toEqual([255, true]);
  });
});
