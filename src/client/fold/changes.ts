/** Small changes to a transcript that several events share. Each returns its argument when nothing changes. */
import type { RunView, ToolItem, Transcript, TranscriptItem, UserItem } from './transcript.ts';
import { isOver } from './transcript.ts';

export function updateRun(state: Transcript, runId: string, change: (run: RunView) => RunView): Transcript {
  const at = state.runs.findLastIndex((run) => run.runId === runId);
  const run = state.runs[at];
  return run ? { ...state, runs: state.runs.with(at, change(run)) } : state;
}

/** A run that does something is running, or waits as long as one of its approvals does. What is over stays over. */
export function withLiveStatus(state: Transcript, runId: string): Transcript {
  const run = state.runs.findLast((candidate) => candidate.runId === runId);
  if (!run || run.status === 'running' || isOver(run.status)) return state;
  const waits = Object.values(state.approvals).some((asked) => asked.runId === runId && asked.status === 'pending');
  return waits ? state : updateRun(state, runId, (before) => ({ ...before, status: 'running' }));
}

export function updateTool(state: Transcript, toolCallId: string, change: (tool: ToolItem) => ToolItem): Transcript {
  const at = state.items.findLastIndex((item) => item.kind === 'tool' && item.toolCallId === toolCallId);
  const tool = state.items[at];
  if (tool?.kind !== 'tool') return state;
  const next = change(tool);
  return next === tool ? state : { ...state, items: state.items.with(at, next) };
}

/** Ends the message that a run was still writing. `stopped` marks it as cut short, if there is anything of it. */
export function withMessageFinished(
  items: readonly TranscriptItem[],
  runId: string,
  stopped = false,
): readonly TranscriptItem[] {
  const at = items.findLastIndex((item) => item.kind === 'assistant' && item.runId === runId);
  const last = items[at];
  if (last?.kind !== 'assistant' || last.finished) return items;
  return items.with(at, { ...last, finished: true, stopped: stopped && (last.text !== '' || last.reasoning !== '') });
}

export function withoutQueued(queued: readonly UserItem[], runId: string): readonly UserItem[] {
  return queued.some((message) => message.runId === runId)
    ? queued.filter((message) => message.runId !== runId)
    : queued;
}
