/** What the transcript is drawn from: rows, made from its items by a pure function, so that items can share one. */
import type { ToolItem, Transcript, TranscriptItem } from '../../client/fold/transcript.ts';
import { groupItems, isSilent, shownCalls, type TranscriptEntry } from './group-items.ts';

/** `key` stays the same as long as the row does; `seq` is the event with which it begins. */
export type Row = { key: string; seq: number; entry: TranscriptEntry };

/** A row keeps its identity as long as its entry does. */
const drawn = new WeakMap<TranscriptEntry, Row>();

/** `before`: the rows of the same transcript a moment ago, of which those that did not change are taken over. */
export function toRows(
  { items, fromSeq }: Pick<Transcript, 'items' | 'fromSeq'>,
  before: readonly Row[] = [],
): readonly Row[] {
  const shown = items.slice(firstWhole(items, fromSeq)).filter((item) => isShown(item, fromSeq, items.length));
  const known = before.map(({ entry }) => entry);
  return groupItems(shown, known).map(rowOf);
}

/**
 * Calls at the beginning may belong to a group whose first calls are not read yet: it would fold up above the reader's eyes once
 * they are. So they wait for them, unless there is nothing else.
 */
function firstWhole(items: readonly TranscriptItem[], fromSeq: number): number {
  if (fromSeq <= 1) return 0;
  return Math.max(
    0,
    items.findIndex((item) => item.kind !== 'tool' && !isSilent(item)),
  );
}

/**
 * A step that said nothing has no row. Nor has the end of a message whose beginning is not read yet, unless there is nothing
 * else: it would grow at its top, under the reader's eyes.
 */
function isShown(item: TranscriptItem, fromSeq: number, count: number): boolean {
  if (item.kind !== 'assistant') return true;
  if (isSilent(item)) return false;
  return !(item.partial && fromSeq > 1 && count > 1);
}

function rowOf(entry: TranscriptEntry): Row {
  const known = drawn.get(entry);
  if (known) return known;
  const row: Row = { key: entry.key, seq: entry.kind === 'calls' ? firstSeq(entry.calls) : entry.seq, entry };
  drawn.set(entry, row);
  return row;
}

const firstSeq = (calls: readonly TranscriptItem[]): number => calls[0]?.seq ?? 0;

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
  const isFirstCall = row.entry.kind === 'calls' && row.seq === seq && before?.entry.kind === 'assistant';
  return isFirstCall && before ? [before.key, row.key] : [row.key];
}

const LINE_PX = 23;
const GAP_PX = 16;

/** A guess at a row's height where the text is `columns` characters wide: until it is drawn, and for the scroll bar. */
export function estimateHeight({ entry }: Row, columns: number): number {
  if (entry.kind !== 'calls') return heightOf(entry, columns);
  const { calls, done } = entry;
  const heights = (shown: readonly ToolItem[]) => shown.reduce((sum, call) => sum + heightOfCall(call, columns), 0);
  if (calls.length === 1) return heights(calls) + GAP_PX;
  return 42 + (done ? 0 : heights(shownCalls(entry))) + GAP_PX;
}

function heightOfCall(item: ToolItem, columns: number): number {
  const text = item.output ?? (item.stdout.text || item.stderr.text);
  const output = text === '' ? 0 : Math.min(linesOf(text.slice(-1_000), columns), 7) * 20 + 16;
  return 42 + output + (item.error ? 40 : 0) + approvalHeight(item);
}

function heightOf(item: Exclude<TranscriptItem, ToolItem>, columns: number): number {
  switch (item.kind) {
    case 'user':
      return linesOf(item.text, columns * 0.8) * LINE_PX + 16 + GAP_PX;
    case 'assistant':
      return linesOf(item.text, columns) * LINE_PX + (item.reasoning === '' ? 0 : 32) + 28 + GAP_PX;
    case 'failure':
      return (item.status === 'aborted' ? 28 : 130) + GAP_PX;
    case 'continued':
    case 'notice':
    case 'mode':
      return 22 + GAP_PX;
  }
}

/** The question, or the line with its answer. */
function approvalHeight({ status, approvalId }: ToolItem): number {
  if (status === 'waiting_approval') return 220;
  return approvalId === undefined ? 0 : 32;
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
