/** What goes on, in numbers. Times are milliseconds, money is US dollars. */
import { z } from 'zod';
import { Timestamp } from '../entities.ts';
import { ErrorCode } from '../errors.ts';
import type { MethodRows } from './shared.ts';

const Count = z.int().nonnegative();
const Usd = z.number().nonnegative();
const Ms = z.number().nonnegative();

const Percentiles = z
  .object({
    count: Count.describe('Of how many they are; the percentiles are absent when it is 0.'),
    p50: Ms.optional(),
    p95: Ms.optional(),
    p99: Ms.optional(),
  })
  .meta({ id: 'Percentiles' });

const ToolCounts = z
  .object({
    success: Count,
    failed: Count,
    denied: Count,
    unknown: Count.describe('The gateway stopped while they ran.'),
    open: Count.describe('Not ended yet: about to run, running, or waiting for a person.'),
  })
  .meta({ id: 'ToolCounts' });

const MetricsBucket = z
  .object({
    at: Timestamp.describe('Where the bucket begins.'),
    started: Count,
    completed: Count,
    failed: Count,
    aborted: Count,
    inputTokens: Count,
    outputTokens: Count,
    costUsd: Usd,
    durationMs: Percentiles,
    firstTokenMs: Percentiles,
    tools: ToolCounts,
  })
  .meta({ id: 'MetricsBucket' });

/** Counted by the gateway that answers; not stored. */
const SinceStart = {
  count: Count,
  since: Timestamp.describe(
    'From when on it is counted: the start of the window, or of this gateway when that was later.',
  ),
};

const Summary = z.object({
  window: z.enum(['1h', '24h', '7d']),
  from: Timestamp.describe('Where the first bucket of the series begins.'),
  to: Timestamp,
  bucketMs: Count.describe('1h: a minute. 24h: 15 minutes. 7d: two hours. The last bucket is not over yet.'),
  live: z
    .object({
      runs: z.object({ queued: Count, accepted: Count, running: Count, waiting_approval: Count }),
      approvals: z.object({
        pending: Count,
        oldestRequestedAt: Timestamp.optional().describe('Of the one that waits longest; absent when none waits.'),
      }),
    })
    .describe('At the moment of the answer, whatever the window.'),
  runs: z.object({
    started: Count.describe('Accepted or queued in the window. All the others are of runs that ended in it.'),
    completed: Count,
    failed: Count,
    aborted: Count,
    failures: z.array(z.object({ code: ErrorCode, count: Count })).describe('Failed runs by code, most first.'),
    durationMs: Percentiles.describe('Of completed runs, from their turn to their end, waiting for people included.'),
    firstTokenMs: Percentiles.describe('Of completed runs.'),
  }),
  tokens: z.object({ input: Count, output: Count }).describe('Of runs that ended in the window.'),
  cost: z.object({
    usd: Usd.describe('What model calls of the window cost.'),
    reservedUsd: Usd.describe('What calls under way may cost at most; not part of `usd`.'),
  }),
  models: z
    .array(
      z.object({
        model: z.string(),
        completed: Count,
        failed: Count,
        aborted: Count,
        inputTokens: Count,
        outputTokens: Count,
        costUsd: Usd.describe('Of its own calls, those of a fallback included.'),
        durationMs: Percentiles,
        firstTokenMs: Percentiles,
      }),
    )
    .describe('By the model that the run was given, most tokens first.'),
  tools: z.object({
    counts: ToolCounts.describe('Calls that were made in the window, by how they are now.'),
    byTool: z
      .array(z.object({ toolName: z.string(), counts: ToolCounts, durationMs: Percentiles }))
      .describe('Most calls first; times are those of calls that ran.'),
  }),
  approvals: z.object({
    requested: Count.describe('Asked in the window; the others say what became of these.'),
    approved: Count,
    rejected: Count,
    expired: Count,
    superseded: Count,
    pending: Count,
    decisionMs: Percentiles.describe('From the question to the decision of a person.'),
  }),
  fallbacks: z.object(SinceStart).describe('Times that another model was asked because one did not answer.'),
  rateLimits: z.object({
    ...SinceStart,
    calls: Count.describe('Over the rate of a method.'),
    messages: Count.describe('Over the rate of a connection.'),
    signIns: Count.describe('Too many wrong tokens or codes from one address.'),
  }),
  sandboxes: z
    .object({ available: z.boolean().describe('Whether this gateway has sandboxes at all.'), running: Count })
    .describe('Sandboxes that are up.'),
  sampled: z
    .boolean()
    .describe(
      'True when a percentile is of the latest 20,000 only, because there were more. Counts are always of all.',
    ),
  series: z.array(MetricsBucket).describe('Oldest first, without gaps.'),
});

export const metricsMethods = {
  'metrics.summary': {
    kind: 'query',
    summary:
      'Runs, tools, approvals, tokens and cost of the last hour, day or week, and what goes on now. Percentiles are of the nearest rank. An answer may be 0.9 seconds old.',
    params: z.strictObject({ window: z.enum(['1h', '24h', '7d']).default('24h') }),
    result: Summary,
    errors: [],
    perMinute: 300,
  },
} as const satisfies MethodRows;
