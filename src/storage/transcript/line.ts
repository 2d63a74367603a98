import { crc32 } from 'node:zlib';
import { envelopeJson } from '../../protocol/envelope-json.ts';
import type { Envelope } from '../../protocol/events.ts';

/** One line of a transcript: the envelope with its seq in front and a checksum, readable with `less`. */
export function formatLine(envelope: Envelope): string {
  const json = envelopeJson(envelope);
  return `{"seq":${envelope.seq},"crc32":"${checksum(json)}","envelope":${json}}\n`;
}

const LINE = /^\{"seq":(\d+),"crc32":"([0-9a-f]{8})","envelope":(.*)\}$/s;

/** The seq of a line (without its line feed), or undefined when it is torn or was changed. */
export function seqOfLine(line: string): number | undefined {
  const [, seq, crc, json] = LINE.exec(line) ?? [];
  if (seq === undefined || json === undefined || checksum(json) !== crc) return undefined;
  return Number(seq);
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}
