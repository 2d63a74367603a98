import { describe, expect, test } from 'vitest';
import { createOutputWindow } from './output-window.ts';
import { createUtf8Chunks } from './utf8-chunks.ts';

const TEXT = Buffer.from('aé漢🦄\xff'.normalize());

describe('utf8 chunks', () => {
  test('decode to the same text however the bytes were cut, also when they are not UTF-8', () => {
    const samples = [
      TEXT,
      Buffer.from([0xe6, 0xbc, 0xff, 0x61]),
      Buffer.from([0xf0, 0x9f, 0xe6, 0xbc, 0xa2, 0x80, 0xc3]),
    ];
    for (const bytes of samples) {
      for (let first = 0; first <= bytes.length; first += 1) {
        for (let second = first; second <= bytes.length; second += 1) {
          const chunks = createUtf8Chunks();
          const cuts = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
          const pieces = [...cuts.map((cut) => chunks.push(cut)), chunks.end()];
          expect(pieces.map((piece) => piece.toString('utf8')).join('')).toBe(bytes.toString('utf8'));
        }
      }
    }
  });
});

describe('output window', () => {
  test('keeps everything up to the limit, in any pieces', () => {
    for (const step of [1, 2, 3, 7, 100]) {
      const window = createOutputWindow(100);
      const bytes = Buffer.from('0123456789'.repeat(10));
      for (let at = 0; at < bytes.length; at += step) window.push(bytes.subarray(at, at + step));
      expect(window.text()).toEqual({ output: bytes.toString(), truncatedBytes: 0 });
    }
  });

  test('of more keeps the first and the last half exactly, in any pieces', () => {
    for (const step of [1, 3, 64, 5000]) {
      const window = createOutputWindow(20);
      const bytes = Buffer.from(Array.from({ length: 5000 }, (_, index) => 97 + (index % 26)));
      for (let at = 0; at < bytes.length; at += step) window.push(bytes.subarray(at, at + step));
      const gap = '\n[… 4980 bytes left out …]\n';
      const text = bytes.toString();
      expect(window.text()).toEqual({ output: text.slice(0, 10) + gap + text.slice(-10), truncatedBytes: 4980 });
    }
  });
});
