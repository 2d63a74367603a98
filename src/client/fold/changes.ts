/** Small changes to a transcript that several events share. Each returns its argument when nothing changes. */
import { withEntry } from './batch.ts';
import type { RunView, ToolItem, Transcript, TranscriptItem, UserItem } from './transcript.ts';
import { isOver } from './transcript.ts';

export function updateRun(state: Transcript, runId: string, change: (run: RunView) => RunView): Transcript {
  const at = state.runs.findLastIndex((run) => run.runId === runId);
  const run = state.runs[at];
  return run ? { ...state, runs: withEntry(state.runs, at, change(run)) } : state;
}

/** A run that does something is running, or waits as long as one of its approvals does. What is over stays over. */
export function withLiveStatus(state: Transcript, runId: string): Transcript {
  const run = state.runs.findLast((candidate) => candidate.runId === runId);
  if (!run || run.status === 'running' || isOver(run.status)) return state;
  return run.waitsFor.length > 0 ? state : updateRun(state, runId, (before) => ({ ...before, status: 'running' }));
}

export function updateTool(state: Transcript, toolCallId: string, change: (tool: ToolItem) => ToolItem): Transcript {
  const at = state.items.findLastIndex((item) => item.kind === 'tool' && item.toolCallId === toolCallId);
  const tool = state.items[at];
  if (tool?.kind !== 'tool') return state;
  const next = change(tool);
  return next === tool ? state : { ...state, items: withEntry(state.items, at, next) };
}

/** The index of the newest item of a run that is looked for, or -1. What is before the run's beginning is not looked at. */
export function findInRun(
  items: readonly TranscriptItem[],
  runId: string,
  isLookedFor: (item: TranscriptItem) => boolean,
): number {
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at];
    if (!item || !('runId' in item) || item.runId !== runId) continue;
    if (isLookedFor(item)) return at;
    if (item.kind === 'user' || item.kind === 'continued') return -1;
  }
  return -1;
}

/** Ends the message that a run was still writing. `stopped` marks it as cut short, if there is anything of it. */
export function withMessageFinished(
  items: readonly TranscriptItem[],
  runId: string,
  stopped = false,
): readonly TranscriptItem[] {
  const at = findInRun(items, runId, (item) => item.kind === 'assistant');
  const last = items[at];
  if (last?.kind !== 'assistant' || last.finished) return items;
  const isCut = stopped && (last.text !== '' || last.reasoning !== '');
  return withEntry(items, at, { ...last, finished: true, stopped: isCut });
}

export function withoutQueued(queued: readonly UserItem[], runId: string): readonly UserItem[] {
  return queued.some((message) => message.runId === runId)
    ? queued.filter((message) => message.runId !== runId)
    : queued;
}
