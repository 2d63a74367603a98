import { expect, test } from 'vitest';
import { createCounters } from '../../domain/metrics/counters.ts';
import { createMetricsSummary } from '../../domain/metrics/metrics-summary.ts';
import type { Stores } from '../../domain/ports.ts';
import type { Scope } from '../../domain/records.ts';
import { METHODS } from '../../protocol/methods.ts';
import { NOW, onBothDatabases } from './both-databases.ts';
import { approvalRecord, runRecord, spendRecord, toolRunRecord } from './records.fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const error = (code: 'MODEL_UNAVAILABLE' | 'BUDGET_EXCEEDED' | 'ABORTED') => ({
  code,
  message: 'no',
  retryable: false,
  traceId: 't',
});

onBothDatabases('metrics', (subject) => {
  function summaryAt(now: number) {
    const clock = { now: () => now };
    return createMetricsSummary({ read: subject().uow.read, clock, counters: createCounters(clock) });
  }

  /** A busy hour, with something just before it and something that has not ended. */
  async function fill({ runs, toolRuns, approvals, spend }: Stores, scope: Scope): Promise<void> {
    const ended = (minutesAgo: number, durationMs: number) => {
      const endedAt = NOW - minutesAgo * MINUTE;
      return { startedAt: endedAt - durationMs, endedAt, createdAt: endedAt - durationMs };
    };
    const done = { status: 'completed', model: 'a/one', usage: { inputTokens: 100, outputTokens: 10 } } as const;
    for (let n = 1; n <= 20; n += 1) {
      await runs.insert(runRecord(scope, `run_${n}`, { ...done, ...ended(5, n * 100), firstTokenMs: n }));
    }
    const failed = { status: 'failed', model: 'b/two', usage: { inputTokens: 7, outputTokens: 0 } } as const;
    await runs.insert(runRecord(scope, 'f_1', { ...failed, ...ended(10, 50), error: error('MODEL_UNAVAILABLE') }));
    await runs.insert(runRecord(scope, 'f_2', { ...failed, ...ended(11, 50), error: error('MODEL_UNAVAILABLE') }));
    await runs.insert(runRecord(scope, 'f_3', { ...failed, ...ended(12, 50), error: error('BUDGET_EXCEEDED') }));
    await runs.insert(runRecord(scope, 'a_1', { ...ended(13, 50), status: 'aborted', error: error('ABORTED') }));
    await runs.insert(runRecord(scope, 'old', { ...done, ...ended(90, 5) }));
    await runs.insert(runRecord(scope, 'on', { status: 'running', createdAt: NOW - 2 * HOUR, startedAt: NOW }));
    await runs.insert(runRecord(scope, 'asks', { status: 'waiting_approval', createdAt: NOW, startedAt: NOW }));

    const call = (id: string, fields: Partial<Parameters<typeof toolRuns.insert>[0][number]>) =>
      toolRunRecord(scope, id, { createdAt: NOW - 5 * MINUTE, ...fields });
    await toolRuns.insert([
      call('c_1', { toolName: 'file.read', status: 'success', startedAt: NOW, endedAt: NOW + 30 }),
      call('c_2', { toolName: 'file.read', status: 'success', startedAt: NOW, endedAt: NOW + 10 }),
      call('c_3', { toolName: 'file.read', status: 'failed', startedAt: NOW, endedAt: NOW + 20 }),
      call('c_4', { status: 'denied', endedAt: NOW }),
      call('c_5', { status: 'waiting_approval' }),
      call('c_6', { status: 'unknown', startedAt: NOW, endedAt: NOW + 1 }),
      call('c_7', { status: 'success', startedAt: NOW, endedAt: NOW, createdAt: NOW - 90 * MINUTE }),
    ]);

    const asked = NOW - 20 * MINUTE;
    for (const [id, status, decidedAt] of [
      ['p_1', 'approved', asked + 1_000],
      ['p_2', 'rejected', asked + 3_000],
      ['p_3', 'expired', asked + 9_000],
      ['p_4', 'superseded', null],
      ['p_5', 'pending', null],
    ] as const) {
      await approvals.insert(approvalRecord(scope, id, { status, requestedAt: asked, decidedAt }));
    }
    await approvals.insert(approvalRecord(scope, 'p_0', { status: 'pending', requestedAt: NOW - 3 * HOUR }));

    const paid = { createdAt: NOW - 5 * MINUTE, day: '2026-11-01', model: 'a/one' };
    await spend.insert(spendRecord(scope, 's_1', { ...paid, costUsd: 0.25 }));
    await spend.insert(spendRecord(scope, 's_2', { ...paid, costUsd: 0.5, model: 'b/two' }));
    await spend.insert(spendRecord(scope, 's_3', { ...paid, costUsd: null, reservedUsd: 2 }));
    await spend.insert(spendRecord(scope, 's_4', { ...paid, costUsd: 4, createdAt: NOW - 90 * MINUTE }));
  }

  test('the last hour in numbers, equal on both databases', async () => {
    const { tenant, write } = subject();
    const scope = await tenant();
    await write((stores) => fill(stores, scope));
    const { series, ...summary } = await summaryAt(NOW)(scope, '1h');
    const none = { success: 0, failed: 0, denied: 0, unknown: 0, open: 0 };
    expect(summary).toEqual({
      window: '1h',
      from: '2026-11-01T11:01:00.000Z',
      to: '2026-11-01T12:00:00.000Z',
      bucketMs: MINUTE,
      live: {
        runs: { queued: 0, accepted: 0, running: 1, waiting_approval: 1 },
        approvals: { pending: 2, oldestRequestedAt: '2026-11-01T09:00:00.000Z' },
      },
      runs: {
        started: 25,
        completed: 20,
        failed: 3,
        aborted: 1,
        failures: [
          { code: 'MODEL_UNAVAILABLE', count: 2 },
          { code: 'BUDGET_EXCEEDED', count: 1 },
        ],
        durationMs: { count: 20, p50: 1_000, p95: 1_900, p99: 2_000 },
        firstTokenMs: { count: 20, p50: 10, p95: 19, p99: 20 },
      },
      tokens: { input: 2_021, output: 200 },
      cost: { usd: 0.75, reservedUsd: 2 },
      models: [
        {
          model: 'a/one',
          completed: 20,
          failed: 0,
          aborted: 0,
          inputTokens: 2_000,
          outputTokens: 200,
          costUsd: 0.25,
          durationMs: { count: 20, p50: 1_000, p95: 1_900, p99: 2_000 },
          firstTokenMs: { count: 20, p50: 10, p95: 19, p99: 20 },
        },
        {
          model: 'b/two',
          completed: 0,
          failed: 3,
          aborted: 0,
          inputTokens: 21,
          outputTokens: 0,
          costUsd: 0.5,
          durationMs: { count: 0 },
          firstTokenMs: { count: 0 },
        },
        {
          model: 'demo/scripted',
          completed: 0,
          failed: 0,
          aborted: 1,
          inputTokens: 0,
          outputTokens: 0,
          costUsd: 0,
          durationMs: { count: 0 },
          firstTokenMs: { count: 0 },
        },
      ],
      tools: {
        counts: { success: 2, failed: 1, denied: 1, unknown: 1, open: 1 },
        byTool: [
          { toolName: 'bash.exec', counts: { ...none, denied: 1, unknown: 1, open: 1 }, durationMs: one(1) },
          {
            toolName: 'file.read',
            counts: { ...none, success: 2, failed: 1 },
            durationMs: { count: 3, p50: 20, p95: 30, p99: 30 },
          },
        ],
      },
      approvals: {
        requested: 5,
        approved: 1,
        rejected: 1,
        expired: 1,
        superseded: 1,
        pending: 1,
        decisionMs: { count: 2, p50: 1_000, p95: 3_000, p99: 3_000 },
      },
      fallbacks: { count: 0, since: '2026-11-01T12:00:00.000Z' },
      rateLimits: { count: 0, calls: 0, messages: 0, signIns: 0, since: '2026-11-01T12:00:00.000Z' },
      sandboxes: { available: false, running: 0 },
      sampled: false,
    });
    expect(series).toHaveLength(60);
    expect(series.find(({ at }) => at === '2026-11-01T11:55:00.000Z')).toEqual({
      at: '2026-11-01T11:55:00.000Z',
      started: 0,
      completed: 20,
      failed: 0,
      aborted: 0,
      inputTokens: 2_000,
      outputTokens: 200,
      costUsd: 0.75,
      durationMs: { count: 20, p50: 1_000, p95: 1_900, p99: 2_000 },
      firstTokenMs: { count: 20, p50: 10, p95: 19, p99: 20 },
      tools: { success: 2, failed: 1, denied: 1, unknown: 1, open: 1 },
    });
  });

  test.each(['1h', '24h', '7d'] as const)('the series of %s has no gap, and adds up to its totals', async (window) => {
    const { tenant, write } = subject();
    const scope = await tenant();
    await write((stores) => fill(stores, scope));
    const summary = METHODS['metrics.summary'].result.parse(await summaryAt(NOW)(scope, window));
    const { series, bucketMs, from } = summary;
    expect(series.map(({ at }) => Date.parse(at))).toEqual(series.map((_, n) => Date.parse(from) + n * bucketMs));
    const sum = (valueOf: (bucket: (typeof series)[number]) => number) =>
      series.reduce((total, bucket) => total + valueOf(bucket), 0);
    expect(sum(({ started }) => started)).toBe(summary.runs.started);
    expect(sum(({ completed }) => completed)).toBe(summary.runs.completed);
    expect(sum(({ inputTokens }) => inputTokens)).toBe(summary.tokens.input);
    expect(sum(({ costUsd }) => costUsd)).toBe(summary.cost.usd);
    expect(sum(({ tools }) => tools.success)).toBe(summary.tools.counts.success);
    expect(summary.runs.completed).toBe(window === '1h' ? 20 : 21);
  });

  test('what happened at the edges of a window is in it or not, and never in two buckets', async () => {
    const { tenant, write } = subject();
    const scope = await tenant();
    const now = Date.parse('2026-11-02T00:07:30.000Z');
    const from = Date.parse('2026-10-26T02:00:00.000Z');
    await write(async ({ runs, spend }) => {
      for (const [n, time] of [from - 1, from, from + 2 * HOUR - 1, from + 2 * HOUR, now].entries()) {
        const ended = { status: 'completed', createdAt: time, startedAt: time, endedAt: time } as const;
        await runs.insert(runRecord(scope, `run_${n}`, ended));
        const day = new Date(time).toISOString().slice(0, 10);
        await spend.insert(spendRecord(scope, `spd_${n}`, { createdAt: time, day, costUsd: 1 }));
      }
    });
    const { series, runs, cost } = await summaryAt(now)(scope, '7d');
    expect(series[0]?.at).toBe(new Date(from).toISOString());
    const at = (n: number) => [series[n]?.started, series[n]?.completed, series[n]?.costUsd];
    expect([at(0), at(1), at(83)]).toEqual([
      [2, 2, 2],
      [1, 1, 1],
      [1, 1, 1],
    ]);
    expect([runs.completed, cost.usd]).toEqual([4, 4]);
  });

  test('a workspace without anything has zeros, and no time that never was', async () => {
    const scope = await subject().tenant();
    const summary = await summaryAt(NOW + DAY)(scope, '7d');
    expect(summary).toMatchObject({
      live: { approvals: { pending: 0 } },
      runs: { started: 0, failures: [], durationMs: { count: 0 } },
      models: [],
      tools: { byTool: [] },
    });
    expect(summary.live.approvals).not.toHaveProperty('oldestRequestedAt');
    expect(summary.series).toHaveLength(84);
  });

  test('another workspace has none of it', async () => {
    const { tenant, write } = subject();
    const scope = await tenant();
    await write((stores) => fill(stores, scope));
    const mine = await summaryAt(NOW)({ ...scope, workspaceId: 'w_other' }, '24h');
    expect(mine).toEqual(await summaryAt(NOW)(await tenant(), '24h'));
  });
});

function one(ms: number) {
  return { count: 1, p50: ms, p95: ms, p99: ms };
}
