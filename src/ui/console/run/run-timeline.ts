/** A run on one time axis: what happened, when it began, and when it was over. Pure, so that every client could draw it. */
import type { Approval, RunStep, ToolRun } from '../../../protocol/entities.ts';
import type { MethodResult } from '../../../protocol/methods.ts';

export type RunDetail = MethodResult<'runs.get'>;

/** Times are epoch milliseconds. `endMs` is absent while it is going on; it equals `startMs` for what takes no time. */
type Span = { key: string; startMs: number; endMs?: number | undefined };
export type TimelineEntry = Span &
  (
    | { kind: 'model'; step: RunStep }
    /** The model is being asked: a step is told of when it is over. */
    | { kind: 'asking' }
    | { kind: 'tool'; toolRun: ToolRun }
    | { kind: 'approval'; approval: Approval }
    | { kind: 'fallback'; from: string; to: string }
  );

export type Timeline = { startMs: number; endMs: number; entries: readonly TimelineEntry[] };

const ms = (timestamp: string): number => Date.parse(timestamp);

/** `approvals` may be those of the whole session; `nowMs` is where what is not over reaches to. */
export function timelineOf(run: RunDetail, approvals: readonly Approval[], nowMs: number): Timeline {
  const ofRun = approvals.filter((approval) => approval.runId === run.runId);
  const entries: TimelineEntry[] = [
    ...run.timeline.map((step) => modelEntry(step)),
    ...fallbacksOf(run),
    ...run.toolRuns.map((toolRun) => toolEntry(toolRun, run)),
    ...ofRun.map((approval) => approvalEntry(approval)),
  ];
  const startMs = Math.min(ms(run.startedAt), ...entries.map((entry) => entry.startMs));
  const lastMs = Math.max(startMs, ...entries.map((entry) => entry.endMs ?? entry.startMs));
  if (isAsking(run)) entries.push({ key: 'asking', kind: 'asking', startMs: lastMs });
  const over = run.endedAt === undefined ? Math.max(nowMs, lastMs) : Math.max(ms(run.endedAt), lastMs);
  return { startMs, endMs: over, entries: entries.toSorted((a, b) => a.startMs - b.startMs || order(a) - order(b)) };
}

function modelEntry(step: RunStep): TimelineEntry {
  const key = `step-${step.step}-${step.messageId}`;
  return { key, kind: 'model', step, startMs: ms(step.startedAt), endMs: ms(step.endedAt) };
}

/** A step that another model answered than the one before it: the chain of the policy went on. */
function fallbacksOf(run: RunDetail): TimelineEntry[] {
  return run.timeline.flatMap((step, index) => {
    const from = run.timeline[index - 1]?.model ?? run.model;
    if (from === step.model) return [];
    const startMs = ms(step.startedAt);
    const key = `fallback-${step.step}-${step.messageId}`;
    return [{ key, kind: 'fallback' as const, from, to: step.model, startMs, endMs: startMs }];
  });
}

/** A call that has not run stands where it was asked for. */
function toolEntry(toolRun: ToolRun, run: RunDetail): TimelineEntry {
  const key = `tool-${toolRun.toolCallId}`;
  if (toolRun.startedAt === undefined) {
    const step = run.timeline.find(({ toolCallIds }) => toolCallIds.includes(toolRun.toolCallId));
    const startMs = ms(step?.endedAt ?? run.startedAt);
    return { key, kind: 'tool', toolRun, startMs, endMs: startMs };
  }
  const startMs = ms(toolRun.startedAt);
  const endMs = toolRun.durationMs === undefined ? undefined : startMs + toolRun.durationMs;
  // Nothing was told of its end, and it is not under way any more: a crash.
  return { key, kind: 'tool', toolRun, startMs, endMs: endMs ?? (toolRun.status === 'running' ? undefined : startMs) };
}

function approvalEntry(approval: Approval): TimelineEntry {
  const { approvalId, requestedAt, decidedAt, expiresAt, status } = approval;
  const startMs = ms(requestedAt);
  const end = decidedAt ?? (status === 'expired' ? expiresAt : status === 'pending' ? undefined : requestedAt);
  return {
    key: `approval-${approvalId}`,
    kind: 'approval',
    approval,
    startMs,
    endMs: end === undefined ? undefined : ms(end),
  };
}

/** It is running, and no call of it is: so the model's turn it is. */
function isAsking(run: RunDetail): boolean {
  const busy = run.toolRuns.some(({ status }) => status === 'running' || status === 'pending');
  return run.status === 'running' && !busy;
}

const ORDER = { fallback: 0, model: 1, approval: 2, tool: 3, asking: 4 } as const;
const order = (entry: TimelineEntry): number => ORDER[entry.kind];
