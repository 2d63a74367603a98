import { expect, test } from 'vitest';
import { outputPieces } from './output-pieces.ts';

const LINES = Array.from({ length: 20_000 }, (_, index) => `line ${index} 中文\n`).join('');

test('nothing is lost, and lines stay whole', () => {
  const pieces = outputPieces(LINES);
  expect(pieces.map(({ text }) => text).join('')).toBe(LINES);
  expect(pieces.length).toBeGreaterThan(5);
  for (const { text } of pieces) expect(text).toMatch(/\n$/);
  expect(outputPieces('')).toEqual([]);
});

test('what was complete stays the same value while the output grows', () => {
  const before = outputPieces(LINES);
  const after = outputPieces(`${LINES}and more\n`, before);
  for (const [index, piece] of before.slice(0, -1).entries()) expect(after[index]).toBe(piece);
  expect(after.map(({ text }) => text).join('')).toBe(`${LINES}and more\n`);
});

test('another output takes nothing over', () => {
  expect(outputPieces('other', outputPieces(LINES))).toEqual([{ text: 'other', params: '' }]);
});

test('a line that never ends is cut between characters', () => {
  const text = '🙂'.repeat(30_000);
  const pieces = outputPieces(`x${text}`);
  expect(pieces.length).toBeGreaterThan(1);
  for (const piece of pieces) expect(piece.text.isWellFormed()).toBe(true);
});

test('a colour goes on in the next piece', () => {
  const pieces = outputPieces(`\u001b[31m${LINES}`);
  expect(pieces.at(-1)?.params).toBe('31');
});
