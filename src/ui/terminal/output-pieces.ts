import { addStyle } from './terminal-style.ts';

/** A part of an output that is drawn by itself, and the colours that are in force where it begins. */
export type OutputPiece = { text: string; params: string };

/** What is drawn at once: few enough lines that drawing them is not felt. */
const PIECE_CHARS = 24_000;

/**
 * Cuts an output at line ends, so that a growing one draws only its last piece again. `before` are the pieces of the text that this
 * one goes on from, if it does: those that were complete are the same values.
 */
export function outputPieces(text: string, before: readonly OutputPiece[] = []): OutputPiece[] {
  const pieces: OutputPiece[] = [];
  let at = 0;
  for (const piece of before.slice(0, -1)) {
    if (!text.startsWith(piece.text, at)) break;
    pieces.push(piece);
    at += piece.text.length;
  }
  let last = pieces.at(-1);
  let params = last === undefined ? '' : paramsAfter(last);
  while (at < text.length) {
    const end = cutAt(text, at);
    last = { text: text.slice(at, end), params };
    pieces.push(last);
    params = paramsAfter(last);
    at = end;
  }
  return pieces;
}

/** The end of the last whole line that fits; a line that is longer than a piece is cut, between characters. */
function cutAt(text: string, at: number): number {
  const limit = at + PIECE_CHARS;
  if (limit >= text.length) return text.length;
  const newline = text.lastIndexOf('\n', limit - 1);
  if (newline >= at) return newline + 1;
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1));
  return splitsPair ? limit - 1 : limit;
}

function paramsAfter({ text, params }: OutputPiece): string {
  let now = params;
  // oxlint-disable-next-line eslint/no-control-regex -- the sequences of a terminal
  for (const [, colours = ''] of text.matchAll(/\u001b\[([\d;:]*)m/g)) now = addStyle(now, colours);
  return now;
}
