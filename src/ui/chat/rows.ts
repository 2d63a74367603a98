/** What the transcript is drawn from: rows, made from its items by a pure function, so that items can share one. */
import type { Transcript, TranscriptItem } from '../../client/fold/transcript.ts';

/** `key` stays the same as long as the row does; `seq` is the event with which it begins. */
export type Row = { kind: 'item'; key: string; seq: number; item: TranscriptItem };

/** A row keeps its identity as long as its item does. */
const drawn = new WeakMap<TranscriptItem, Row>();

export function toRows({ items, fromSeq }: Pick<Transcript, 'items' | 'fromSeq'>): readonly Row[] {
  const rows: Row[] = [];
  for (const item of items) if (isShown(item, fromSeq, items.length)) rows.push(rowOf(item));
  return rows;
}

/**
 * A step that said nothing has no row. Nor has the end of a message whose beginning is not read yet, unless there is nothing
 * else: it would grow at its top, under the reader's eyes.
 */
function isShown(item: TranscriptItem, fromSeq: number, count: number): boolean {
  if (item.kind !== 'assistant') return true;
  if (item.finished && item.text === '' && item.reasoning === '') return false;
  return !(item.partial && fromSeq > 1 && count > 1);
}

function rowOf(item: TranscriptItem): Row {
  const known = drawn.get(item);
  if (known) return known;
  const row: Row = { kind: 'item', key: item.key, seq: item.seq, item };
  drawn.set(item, row);
  return row;
}

/**
 * The keys of the rows that show the event `seq`, first to last: the newest one that had begun by then. A step's message ends
 * with the event that begins its first tool call, so the message comes with it.
 */
export function rowsAt(rows: readonly Row[], seq: number): readonly string[] {
  let found = -1;
  rows.forEach((row, at) => {
    if (row.seq <= seq && row.seq >= (rows[found]?.seq ?? 0)) found = at;
  });
  const row = rows[found];
  if (!row) return rows[0] ? [rows[0].key] : [];
  const before = rows[found - 1];
  const isFirstCall = row.item.kind === 'tool' && row.seq === seq && before?.item.kind === 'assistant';
  return isFirstCall && before ? [before.key, row.key] : [row.key];
}

const LINE_PX = 23;
const GAP_PX = 16;

/** A guess at a row's height where the text is `columns` characters wide: until it is drawn, and for the scroll bar. */
export function estimateHeight({ item }: Row, columns: number): number {
  switch (item.kind) {
    case 'user':
      return linesOf(item.text, columns * 0.8) * LINE_PX + 16 + GAP_PX;
    case 'assistant':
      return linesOf(item.text, columns) * LINE_PX + (item.reasoning === '' ? 0 : 32) + 28 + GAP_PX;
    case 'tool': {
      const text = item.output ?? (item.stdout.text || item.stderr.text);
      const output = text === '' ? 0 : Math.min(linesOf(text.slice(-1_000), columns), 7) * 20 + 16;
      return 42 + output + (item.error ? 40 : 0) + (item.status === 'waiting_approval' ? 220 : 0) + GAP_PX;
    }
    case 'failure':
      return (item.status === 'aborted' ? 28 : 130) + GAP_PX;
    case 'continued':
    case 'notice':
    case 'mode':
      return 22 + GAP_PX;
  }
}

function linesOf(text: string, columns: number): number {
  let lines = 0;
  for (let at = 0; at <= text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    lines += Math.max(1, Math.ceil((end - at) / columns));
    at = end + 1;
  }
  return lines;
}
