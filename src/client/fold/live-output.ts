/**
 * One stream of a running command, addressed in bytes while JavaScript holds UTF-16 units. The position of a byte is found by
 * walking the text; where that cannot work, because the command wrote bytes that are not UTF-8 (each shown as U+FFFD, which
 * is three bytes long but stands for one to three) or because the gateway left a part out, a mark ties a byte to a unit.
 */
export type LiveOutput = {
  readonly text: string;
  /** The byte after the last one, as far as the text tells. */
  readonly endBytes: number;
  /** How many bytes `endBytes` may be too high, because of U+FFFD in the last piece. */
  readonly slackBytes: number;
  readonly marks: readonly { bytes: number; units: number }[];
};

export const EMPTY_OUTPUT: LiveOutput = { text: '', endBytes: 0, slackBytes: 0, marks: [] };

/** Cuts at `offset` bytes and appends. A piece that starts where the stream ends only appends. */
export function foldOutput(live: LiveOutput, offset: number, delta: string): LiveOutput {
  const kept = offset === live.endBytes ? live : continueAt(live, offset);
  return {
    text: kept.text + delta,
    endBytes: offset + utf8Bytes(delta),
    slackBytes: 2 * count(delta, '\uFFFD'),
    marks: kept.marks,
  };
}

/** The stream up to byte `offset`, so that a piece that starts there can follow. */
function continueAt(live: LiveOutput, offset: number): Pick<LiveOutput, 'text' | 'marks'> {
  const follows = offset >= live.endBytes - live.slackBytes;
  if (follows) return { text: live.text, marks: [...live.marks, { bytes: offset, units: live.text.length }] };
  const mark = live.marks.findLast((candidate) => candidate.bytes <= offset) ?? { bytes: 0, units: 0 };
  const units = walk(live.text, mark.units, offset - mark.bytes);
  return {
    text: live.text.slice(0, units),
    marks: live.marks.filter((candidate) => candidate.bytes < offset || candidate.units < units),
  };
}

/** The unit at which `bytes` bytes after `from` are full; never inside a character. */
function walk(text: string, from: number, bytes: number): number {
  let units = from;
  let left = bytes;
  while (units < text.length) {
    const point = text.codePointAt(units) ?? 0;
    left -= pointBytes(point);
    if (left < 0) break;
    units += point > 0xffff ? 2 : 1;
  }
  return units;
}

export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i += 1) {
    const point = text.codePointAt(i) ?? 0;
    bytes += pointBytes(point);
    if (point > 0xffff) i += 1;
  }
  return bytes;
}

function pointBytes(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

function count(text: string, char: string): number {
  let found = 0;
  for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) found += 1;
  return found;
}
