/** metrics.summary: reads what a window needs, once for all who ask within a second, and puts it together. */
import type { ToolStatus } from '../../protocol/entities.ts';
import { ErrorCode } from '../../protocol/errors.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { dayOf } from '../budget/reserve.ts';
import type { Clock, Stores } from '../ports.ts';
import type { Scope } from '../records.ts';
import { toTimestamp } from '../time.ts';
import type { Counters } from './counters.ts';
import { percentiles } from './percentiles.ts';
import type { MetricsStore, RunCount, TimeRange } from './ports.ts';

type Window = MethodParams<'metrics.summary'>['window'];
type Summary = MethodResult<'metrics.summary'>;
type ToolCounts = Summary['tools']['counts'];

const MINUTE_MS = 60_000;
const WINDOWS: Record<Window, { bucketMs: number; buckets: number }> = {
  '1h': { bucketMs: MINUTE_MS, buckets: 60 },
  '24h': { bucketMs: 15 * MINUTE_MS, buckets: 96 },
  '7d': { bucketMs: 120 * MINUTE_MS, buckets: 84 },
};
/** Percentiles are exact up to as many; above, they are those of the latest. */
const MAX_TIMES = 20_000;
/** Less than the second that a page waits after an event before it asks: its answer is never from before that event. */
const FRESH_MS = 900;

export type MetricsSummary = (scope: Scope, window: Window) => Promise<Summary>;

type Deps = { read: Pick<Stores, 'metrics'>; clock: Pick<Clock, 'now'>; counters: Counters };

export function createMetricsSummary({ read, clock, counters }: Deps): MetricsSummary {
  const answers = new Map<string, { at: number; answer: Promise<Summary> }>();
  return (scope, window) => {
    const now = clock.now();
    const key = JSON.stringify([scope.tenantId, scope.workspaceId, window]);
    for (const [known, { at }] of answers) if (Math.abs(now - at) >= FRESH_MS) answers.delete(known);
    const known = answers.get(key);
    if (known) return known.answer;
    const answer = summarize(read.metrics, scope, { window, now, counters });
    answers.set(key, { at: now, answer });
    // Who asks next asks again.
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

/** The buckets of a window: whole ones since the epoch, the last of them being the one that `now` is in. */
export function rangeOf(window: Window, now: number): TimeRange {
  const { bucketMs, buckets } = WINDOWS[window];
  const to = (Math.floor(now / bucketMs) + 1) * bucketMs;
  return { from: to - buckets * bucketMs, to, bucketMs };
}

async function summarize(
  metrics: MetricsStore,
  scope: Scope,
  { window, now, counters }: { window: Window; now: number; counters: Counters },
): Promise<Summary> {
  const range = rangeOf(window, now);
  const liveRuns = await metrics.liveRuns(scope);
  const waiting = await metrics.pendingApprovals(scope);
  const started = await metrics.runsStarted(scope, range);
  const ended = await metrics.runsEnded(scope, range);
  const runTimes = await metrics.runTimes(scope, range, MAX_TIMES);
  const toolRuns = await metrics.toolRuns(scope, range);
  const toolTimes = await metrics.toolTimes(scope, range, MAX_TIMES);
  const approvals = await metrics.approvals(scope, range);
  const approvalTimes = await metrics.approvalTimes(scope, range, MAX_TIMES);
  const spend = await metrics.spend(scope, range, daysOf(range));

  const runs = runTimes.map(({ model, startedAt, endedAt, firstTokenMs }) => ({
    model,
    bucket: bucketAt(range, endedAt ?? range.from),
    durationMs: lasted(startedAt, endedAt),
    firstTokenMs: firstTokenMs === null ? undefined : Math.max(0, firstTokenMs),
  }));
  const runsBy = Map.groupBy(ended, ({ bucket }) => bucket);
  const startedBy = new Map(started.map(({ bucket, count }) => [bucket, count]));
  const timesBy = Map.groupBy(runs, ({ bucket }) => bucket);
  const toolsBy = Map.groupBy(toolRuns, ({ bucket }) => bucket);
  const spendBy = Map.groupBy(spend, ({ bucket }) => bucket);
  const approvalsOf = (status: string) => approvals.find((row) => row.status === status)?.count ?? 0;
  const live = (status: string) => liveRuns.find((row) => row.status === status)?.count ?? 0;
  const { counts, since } = counters.since(range.from);

  return {
    window,
    from: toTimestamp(range.from),
    to: toTimestamp(now),
    bucketMs: range.bucketMs,
    live: {
      runs: {
        queued: live('queued'),
        accepted: live('accepted'),
        running: live('running'),
        waiting_approval: live('waiting_approval'),
      },
      approvals: {
        pending: waiting.count,
        ...(waiting.oldestRequestedAt === null ? {} : { oldestRequestedAt: toTimestamp(waiting.oldestRequestedAt) }),
      },
    },
    runs: {
      started: total(started, ({ count }) => count),
      ...endsOf(ended),
      failures: failuresOf(ended),
      ...timesOf(runs),
    },
    tokens: { input: total(ended, (row) => row.inputTokens), output: total(ended, (row) => row.outputTokens) },
    cost: { usd: total(spend, (row) => row.costUsd), reservedUsd: total(spend, (row) => row.reservedUsd) },
    models: modelsOf({ ended, runs, spend }),
    tools: { counts: toolCounts(toolRuns), byTool: toolsOf(toolRuns, toolTimes) },
    approvals: {
      requested: total(approvals, ({ count }) => count),
      approved: approvalsOf('approved'),
      rejected: approvalsOf('rejected'),
      expired: approvalsOf('expired'),
      superseded: approvalsOf('superseded'),
      pending: approvalsOf('pending'),
      decisionMs: percentiles(defined(approvalTimes.map((row) => lasted(row.requestedAt, row.decidedAt)))),
    },
    fallbacks: { count: counts.fallback, since: toTimestamp(since) },
    rateLimits: {
      count: counts.limited_call + counts.limited_message + counts.limited_sign_in,
      since: toTimestamp(since),
      calls: counts.limited_call,
      messages: counts.limited_message,
      signIns: counts.limited_sign_in,
    },
    // Sandboxes come with an issue of their own: until then there are none, and nothing is made up.
    sandboxes: { available: false, running: 0 },
    sampled: [runTimes, toolTimes, approvalTimes].some((rows) => rows.length === MAX_TIMES),
    series: Array.from({ length: WINDOWS[window].buckets }, (_, bucket) => {
      const ends = runsBy.get(bucket) ?? [];
      return {
        at: toTimestamp(range.from + bucket * range.bucketMs),
        started: startedBy.get(bucket) ?? 0,
        ...endsOf(ends),
        inputTokens: total(ends, (row) => row.inputTokens),
        outputTokens: total(ends, (row) => row.outputTokens),
        costUsd: total(spendBy.get(bucket) ?? [], (row) => row.costUsd),
        ...timesOf(timesBy.get(bucket) ?? []),
        tools: toolCounts(toolsBy.get(bucket) ?? []),
      };
    }),
  };
}

type Times = { durationMs: number | undefined; firstTokenMs: number | undefined };

function timesOf(runs: readonly Times[]): Pick<Summary['runs'], 'durationMs' | 'firstTokenMs'> {
  return {
    durationMs: percentiles(defined(runs.map(({ durationMs }) => durationMs))),
    firstTokenMs: percentiles(defined(runs.map(({ firstTokenMs }) => firstTokenMs))),
  };
}

function endsOf(ended: readonly RunCount[]): { completed: number; failed: number; aborted: number } {
  const of = (status: string) =>
    total(
      ended.filter((row) => row.status === status),
      ({ count }) => count,
    );
  return { completed: of('completed'), failed: of('failed'), aborted: of('aborted') };
}

function failuresOf(ended: readonly RunCount[]): Summary['runs']['failures'] {
  const failed = ended.filter(({ status }) => status === 'failed');
  // A code that this version does not know is one of another version: it counts, without its name.
  const byCode = Map.groupBy(failed, ({ code }) => ErrorCode.safeParse(code).data ?? ('INTERNAL_ERROR' as const));
  return Array.from(byCode, ([code, rows]) => ({ code, count: total(rows, ({ count }) => count) })).sort(
    (a, b) => b.count - a.count || (a.code < b.code ? -1 : 1),
  );
}

function modelsOf({
  ended,
  runs,
  spend,
}: {
  ended: readonly RunCount[];
  runs: readonly (Times & { model: string })[];
  spend: readonly { model: string; costUsd: number }[];
}): Summary['models'] {
  const names = new Set([...ended, ...spend].map(({ model }) => model));
  return Array.from(names, (model) => {
    const own = ended.filter((row) => row.model === model);
    return {
      model,
      ...endsOf(own),
      inputTokens: total(own, (row) => row.inputTokens),
      outputTokens: total(own, (row) => row.outputTokens),
      costUsd: total(
        spend.filter((row) => row.model === model),
        (row) => row.costUsd,
      ),
      ...timesOf(runs.filter((run) => run.model === model)),
    };
  }).sort((a, b) => b.inputTokens + b.outputTokens - a.inputTokens - a.outputTokens || (a.model < b.model ? -1 : 1));
}

function toolsOf(
  toolRuns: readonly { toolName: string; status: ToolStatus; count: number }[],
  times: readonly { toolName: string; startedAt: number | null; endedAt: number | null }[],
): Summary['tools']['byTool'] {
  const timesBy = Map.groupBy(times, ({ toolName }) => toolName);
  const byTool = Array.from(
    Map.groupBy(toolRuns, ({ toolName }) => toolName),
    ([toolName, rows]) => ({
      calls: total(rows, ({ count }) => count),
      toolName,
      counts: toolCounts(rows),
      durationMs: percentiles(
        defined((timesBy.get(toolName) ?? []).map(({ startedAt, endedAt }) => lasted(startedAt, endedAt))),
      ),
    }),
  );
  byTool.sort((a, b) => b.calls - a.calls || (a.toolName < b.toolName ? -1 : 1));
  return byTool.map(({ calls: _, ...tool }) => tool);
}

const OPEN_CALLS: ReadonlySet<ToolStatus> = new Set(['pending', 'waiting_approval', 'running']);

function toolCounts(rows: readonly { status: ToolStatus; count: number }[]): ToolCounts {
  const of = (matches: (status: ToolStatus) => boolean) =>
    total(
      rows.filter(({ status }) => matches(status)),
      ({ count }) => count,
    );
  return {
    success: of((status) => status === 'success'),
    failed: of((status) => status === 'failed'),
    denied: of((status) => status === 'denied'),
    unknown: of((status) => status === 'unknown'),
    open: of((status) => OPEN_CALLS.has(status)),
  };
}

/** The UTC days that a range touches. */
function daysOf({ from, to }: TimeRange): string[] {
  const days: string[] = [];
  for (let time = from; dayOf(time) <= dayOf(to); time += 24 * 60 * MINUTE_MS) days.push(dayOf(time));
  return days;
}

function bucketAt({ from, bucketMs }: TimeRange, time: number): number {
  return Math.floor((time - from) / bucketMs);
}

/** A clock that was set back makes nothing shorter than no time. */
function lasted(from: number | null, to: number | null): number | undefined {
  return from === null || to === null ? undefined : Math.max(0, to - from);
}

function defined(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined);
}

function total<T>(rows: readonly T[], valueOf: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + valueOf(row), 0);
}
