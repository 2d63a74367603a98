import type { ToolItem, TranscriptItem } from '../../client/fold/transcript.ts';

/** A tool call, or several with nothing to read between them. */
export type CallGroup = {
  kind: 'calls';
  /** The same for as long as the first call is the same. */
  key: string;
  calls: readonly ToolItem[];
  /** All of them went well: what is left to see is what came of them. */
  done: boolean;
};

/** What the transcript draws one below the other. */
export type TranscriptEntry = Exclude<TranscriptItem, ToolItem> | CallGroup;

/**
 * Puts tool calls that follow each other into one entry; everything else stays what it is. A call alone is an entry like several: when
 * another one follows, nothing is drawn anew. A message in which nothing was said stands between no two calls. Pure: a group whose calls are the same as in `before` is the same value.
 */
export function groupItems(
  items: readonly TranscriptItem[],
  before: readonly TranscriptEntry[] = [],
): readonly TranscriptEntry[] {
  const known = new Map<string, CallGroup>();
  for (const entry of before) if (entry.kind === 'calls') known.set(entry.key, entry);
  const entries: TranscriptEntry[] = [];
  let calls: ToolItem[] = [];
  const close = (): void => {
    const [first] = calls;
    if (first) entries.push(unchanged(known.get(`calls:${first.toolCallId}`), calls) ?? group(first, calls));
    calls = [];
  };
  for (const item of items) {
    if (item.kind === 'tool') calls.push(item);
    else if (!isSilent(item)) {
      close();
      entries.push(item);
    }
  }
  close();
  return entries;
}

const group = (first: ToolItem, calls: readonly ToolItem[]): CallGroup => ({
  kind: 'calls',
  key: `calls:${first.toolCallId}`,
  calls,
  done: calls.every(({ status }) => status === 'success'),
});

function unchanged(before: CallGroup | undefined, calls: readonly ToolItem[]): CallGroup | undefined {
  if (before?.calls.length !== calls.length) return undefined;
  return before.calls.every((call, index) => call === calls[index]) ? before : undefined;
}

/** So many calls are read one by one; of more, what went wrong is looked for. */
const MAX_SHOWN = 8;

/** What is shown of many calls once the conversation goes on: the newest of those that went wrong. All, where they are few. */
export function shownCalls({ calls }: CallGroup): readonly ToolItem[] {
  if (calls.length <= MAX_SHOWN) return calls;
  return calls.filter(({ status }) => status !== 'success').slice(-MAX_SHOWN);
}

const URGENCY = ['unknown', 'failed', 'denied', 'running', 'pending'] as const;

/** What a line says for calls that are folded up and not all done. */
export function mostUrgent(calls: readonly ToolItem[]): ToolItem['status'] {
  return URGENCY.find((urgent) => calls.some(({ status }) => status === urgent)) ?? 'success';
}

/** A message of which nothing is drawn. */
export const isSilent = (item: TranscriptItem): boolean =>
  item.kind === 'assistant' && item.finished && item.text === '' && item.reasoning === '';
