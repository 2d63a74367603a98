import { describe, expect, test } from 'vitest';
import { randomFrom } from './journal.fixture.ts';
import { EMPTY_OUTPUT, foldOutput, type LiveOutput, utf8Bytes } from './live-output.ts';

type Piece = { offset: number; delta: string };
const foldPieces = (pieces: readonly Piece[]): LiveOutput =>
  pieces.reduce((live, piece) => foldOutput(live, piece.offset, piece.delta), EMPTY_OUTPUT);

describe('live output', () => {
  test.each(['', 'abc', 'é', '三', '🙂', 'a🙂三é\n'])('counts the bytes of %j as UTF-8 does', (text) => {
    expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
  });

  test('a piece sent again is cut at its byte, not at its unit', () => {
    const live = foldPieces([
      { offset: 0, delta: '三🙂' },
      { offset: 7, delta: 'end' },
      { offset: 3, delta: 'again' },
    ]);
    expect(live.text).toBe('三again');
    expect(live.endBytes).toBe(8);
  });

  test('bytes that are not UTF-8 stand for fewer bytes than they show, and the next piece still follows', () => {
    const live = foldPieces([
      { offset: 0, delta: 'a\uFFFD\uFFFD' },
      { offset: 3, delta: 'b' },
      { offset: 4, delta: 'c' },
    ]);
    expect(live.text).toBe('a\uFFFD\uFFFDbc');
    expect(foldOutput(live, 3, 'X').text).toBe('a\uFFFD\uFFFDX');
    expect(foldOutput(live, 4, 'X').text).toBe('a\uFFFD\uFFFDbX');
  });

  test('a part that the gateway left out is skipped, and bytes after it are still found', () => {
    const live = foldPieces([
      { offset: 0, delta: 'head' },
      { offset: 1000, delta: 'tail' },
    ]);
    expect(live.text).toBe('headtail');
    expect(foldOutput(live, 1002, '!').text).toBe('headta!');
    expect(foldOutput(live, 2, '!').text).toBe('he!');
    expect(foldOutput(foldOutput(live, 2, '!'), 3, 'x')).toEqual({
      text: 'he!x',
      endBytes: 4,
      slackBytes: 0,
      marks: [],
    });
  });

  test.each(Array.from({ length: 50 }, (_, seed) => seed))(
    'stream %i: any re-delivery ends in the whole text',
    (seed) => {
      const below = randomFrom(seed);
      const letters = ['a', 'é', '三', '🙂', '\n'];
      const pieces: Piece[] = [];
      for (let offset = 0, i = 0; i < 40; i += 1) {
        const delta = Array.from({ length: 1 + below(5) }, () => letters[below(letters.length)]).join('');
        pieces.push({ offset, delta });
        offset += utf8Bytes(delta);
      }
      const whole = pieces.map((piece) => piece.delta).join('');
      const sent: Piece[] = [];
      for (let next = 0; next < pieces.length; ) {
        const from = Math.max(0, next - below(6));
        next = Math.min(pieces.length, next + 1 + below(4));
        sent.push(...pieces.slice(from, next));
      }
      expect(foldPieces(sent).text).toBe(whole);
    },
  );
});
