/**
 * Groups what streams — text, reasoning, live tool output — into journal events: the first piece of a stream at once, then every
 * 20 ms or 1 KiB, all sessions in one commit. A piece is durable before anyone sees it. Source: architecture.md §2.
 *
 * Whoever appends another event of a run that may be streaming puts `take(runId)` in front of it in the same transaction, so that
 * order is kept.
 */
import type { Clock, EventDraft, Log } from '../ports.ts';
import type { RunRecord } from '../records.ts';
import type { Persist } from './persist.ts';
import type { ToolOutput } from './tool-port.ts';

const GROUP_MS = 20;
const GROUP_CHARS = 1024;

type RunRef = Pick<RunRecord, 'tenantId' | 'workspaceId' | 'sessionId' | 'runId' | 'traceId'>;

export type DeltaJournal = {
  /** Answers a promise when this piece completes a group: it resolves when the group is stored. */
  text(
    run: RunRef,
    piece: { messageId: string; kind: 'text' | 'reasoning'; offset: number; delta: string },
  ): Promise<void> | undefined;
  output(run: RunRef, piece: ToolOutput & { toolCallId: string; toolName: string }): void;
  /** Removes and answers what is not journalled yet of a run, for a transaction of its own. */
  take(runId: string): Promise<EventDraft[]>;
  /** Drops what is kept about a run that has ended. */
  forget(runId: string): void;
  /** Resolves when everything handed in so far is committed. */
  settled(): Promise<void>;
};

/** `failed` is called with the runs whose pieces could not be stored. */
export function createDeltaJournal(
  { persist, clock, log }: { persist: Persist; clock: Clock; log: Log },
  failed: (runIds: string[], error: unknown) => void,
): DeltaJournal {
  /** Per run, in order; neighbours of one stream are joined. */
  const pending = new Map<string, { run: RunRef; drafts: EventDraft[]; chars: number }>();
  /** The streams that each run has sent pieces of: the first piece of another one is sent at once. */
  const started = new Map<string, Set<string>>();
  /** Runs that lost a piece: nothing of theirs may follow it, or there would be a hole. */
  const broken = new Set<string>();
  let cancelTimer: (() => void) | undefined;
  let flushing: Promise<void> = Promise.resolve();

  function add(run: RunRef, streamKey: string, draft: EventDraft, chars: number): Promise<void> | undefined {
    if (broken.has(run.runId)) return undefined;
    const entry = pending.get(run.runId) ?? { run, drafts: [], chars: 0 };
    pending.set(run.runId, entry);
    const last = entry.drafts.at(-1);
    if (!(last && joined(last, draft))) entry.drafts.push(draft);
    entry.chars += chars;
    const seen = started.get(run.runId) ?? new Set();
    started.set(run.runId, seen);
    const first = !seen.has(streamKey);
    seen.add(streamKey);
    if (first || entry.chars >= GROUP_CHARS) return flush();
    cancelTimer ??= clock.after(GROUP_MS, () => void flush());
    return undefined;
  }

  function flush(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    flushing = flushing.then(async () => {
      const batch = [...pending.values()].filter((entry) => entry.drafts.length > 0);
      if (batch.length === 0) return;
      for (const { run } of batch) pending.delete(run.runId);
      try {
        await persist.write(async (tx) => {
          for (const group of byScope(batch)) {
            await tx.journal.append(
              group[0].run,
              group.flatMap((entry) => entry.drafts),
            );
          }
        });
      } catch (error) {
        const runIds = batch.map((entry) => entry.run.runId);
        for (const runId of runIds) broken.add(runId);
        log.error({ runs: batch.length, err: error }, 'streamed pieces could not be stored');
        failed(runIds, error);
      }
    });
    return flushing;
  }

  return {
    text: (run, { messageId, kind, offset, delta }) =>
      add(
        run,
        `${messageId}:${kind}`,
        { ...base(run), event: 'agent.delta', payload: { runId: run.runId, messageId, kind, offset, delta } },
        delta.length,
      ),
    output: (run, { toolCallId, toolName, stream, offset, delta }) =>
      void add(
        run,
        `${toolCallId}:${stream}`,
        {
          ...base(run),
          event: 'agent.tool_result',
          payload: { runId: run.runId, toolCallId, toolName, status: 'running', stream, offset, delta },
        },
        delta.length,
      ),
    take: async (runId) => {
      // What is on its way stays in front: it may be waiting for a store that was away.
      await flushing;
      const entry = pending.get(runId);
      pending.delete(runId);
      return entry?.drafts ?? [];
    },
    forget: (runId) => {
      pending.delete(runId);
      started.delete(runId);
      broken.delete(runId);
    },
    settled: async () => {
      await flush();
    },
  };
}

function base(run: RunRef): { sessionId: string; runId: string; traceId: string } {
  return { sessionId: run.sessionId, runId: run.runId, traceId: run.traceId };
}

/** Appends the new piece to the last one when they are of the same stream; answers whether it did. */
function joined(last: EventDraft, next: EventDraft): boolean {
  if (last.event === 'agent.delta' && next.event === 'agent.delta') {
    const a = last.payload;
    const b = next.payload;
    // An empty delta cuts the stream back: it stays an event of its own.
    if (a.delta === '' || b.delta === '') return false;
    if (a.messageId !== b.messageId || a.kind !== b.kind || a.offset + a.delta.length !== b.offset) return false;
    a.delta += b.delta;
    return true;
  }
  if (last.event === 'agent.tool_result' && next.event === 'agent.tool_result') {
    const a = last.payload;
    const b = next.payload;
    if (a.toolCallId !== b.toolCallId || a.stream !== b.stream || a.delta === undefined || b.delta === undefined) {
      return false;
    }
    a.delta += b.delta;
    return true;
  }
  return false;
}

type Entry = { run: RunRef; drafts: EventDraft[]; chars: number };

/** One append per tenant and workspace: the journal's counter is the tenant's. */
function byScope(batch: readonly Entry[]): [Entry, ...Entry[]][] {
  const groups = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of batch) {
    const key = `${entry.run.tenantId}/${entry.run.workspaceId}`;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return [...groups.values()];
}
