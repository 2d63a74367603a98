import { describe, expect, test } from 'vitest';
import type { Approval } from '../../../protocol/entities.ts';
import { type RunDetail, timelineOf } from './run-timeline.ts';

const at = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const usage = { inputTokens: 1, outputTokens: 1 };
const verdict = { action: 'approval-required', ruleId: 'default', policyVersion: 1, reason: 'r' } as const;

const step = (number: number, from: number, to: number, more: Partial<RunDetail['timeline'][number]> = {}) => ({
  step: number,
  messageId: `m${number}`,
  model: 'a/one',
  startedAt: at(from),
  endedAt: at(to),
  usage,
  toolCallIds: [],
  ...more,
});
const call = (toolCallId: string, more: Partial<RunDetail['toolRuns'][number]> = {}) => ({
  toolCallId,
  runId: 'r',
  toolName: 'bash.exec',
  args: {},
  status: 'success' as const,
  verdict,
  ...more,
});
const run = (more: Partial<RunDetail> = {}): RunDetail => ({
  runId: 'r',
  sessionId: 's',
  traceId: 't',
  status: 'completed',
  model: 'a/one',
  runtimeMode: 'local',
  usage,
  steps: 1,
  startedAt: at(10),
  endedAt: at(20),
  toolRuns: [],
  timeline: [],
  ...more,
});
const approval = (more: Partial<Approval> = {}): Approval => ({
  approvalId: 'p',
  runId: 'r',
  sessionId: 's',
  toolCallId: 'c',
  toolName: 'bash.exec',
  args: {},
  display: { kind: 'call', summary: 'x', cwd: '/w', mode: 'local' },
  digest: 'd',
  risk: 'high',
  ruleId: 'default',
  policyVersion: 1,
  status: 'approved',
  requestedAt: at(12),
  expiresAt: at(100),
  decidedAt: at(15),
  ...more,
});
const NOW = 30_000;
const shape = (detail: RunDetail, approvals: Approval[] = []) =>
  timelineOf(detail, approvals, NOW).entries.map(({ kind, startMs, endMs }) => [kind, startMs, endMs]);

describe('the timeline of a run', () => {
  test('steps, their calls and approvals stand on one axis, in the order in which they began', () => {
    const detail = run({
      timeline: [step(1, 10, 12, { toolCallIds: ['c'] }), step(2, 18, 20)],
      toolRuns: [call('c', { startedAt: at(15), durationMs: 2_000 })],
    });
    expect(shape(detail, [approval()])).toEqual([
      ['model', 10_000, 12_000],
      ['approval', 12_000, 15_000],
      ['tool', 15_000, 17_000],
      ['model', 18_000, 20_000],
    ]);
    expect(timelineOf(detail, [], NOW)).toMatchObject({ startMs: 10_000, endMs: 20_000 });
  });

  test('approvals of other runs of the session are not its own', () => {
    expect(shape(run(), [approval({ runId: 'other' })])).toEqual([]);
  });

  test('a call that never ran stands where it was asked for', () => {
    const detail = run({
      timeline: [step(1, 10, 12, { toolCallIds: ['c'] })],
      toolRuns: [call('c', { status: 'denied' })],
    });
    expect(shape(detail)).toContainEqual(['tool', 12_000, 12_000]);
  });

  test('a step of another model than the one before is a fallback, once', () => {
    const detail = run({
      timeline: [step(1, 10, 12), step(2, 13, 14, { model: 'b/two' }), step(3, 15, 16, { model: 'b/two' })],
    });
    const fallbacks = timelineOf(detail, [], NOW).entries.filter(({ kind }) => kind === 'fallback');
    expect(fallbacks).toMatchObject([{ from: 'a/one', to: 'b/two', startMs: 13_000 }]);
  });

  test('a live run reaches to now, and says that the model is being asked when nothing else goes on', () => {
    const live = run({ status: 'running', endedAt: undefined, timeline: [step(1, 10, 12)] });
    expect(shape(live)).toEqual([
      ['model', 10_000, 12_000],
      ['asking', 12_000, undefined],
    ]);
    expect(timelineOf(live, [], NOW).endMs).toBe(NOW);
    const busy = { ...live, toolRuns: [call('c', { status: 'running', startedAt: at(13) })] };
    expect(shape(busy)).toContainEqual(['tool', 13_000, undefined]);
    expect(shape(busy).map(([kind]) => kind)).not.toContain('asking');
  });

  test('an approval that waits goes on, and one that expired ended when it did', () => {
    const waiting = run({ status: 'waiting_approval', endedAt: undefined });
    expect(shape(waiting, [approval({ status: 'pending', decidedAt: undefined })])).toEqual([
      ['approval', 12_000, undefined],
    ]);
    expect(shape(run(), [approval({ status: 'expired', decidedAt: undefined, expiresAt: at(18) })])).toEqual([
      ['approval', 12_000, 18_000],
    ]);
  });

  test('a call whose outcome nobody knows has no length, and does not go on for ever', () => {
    const detail = run({ status: 'failed', toolRuns: [call('c', { status: 'unknown', startedAt: at(13) })] });
    expect(shape(detail)).toEqual([['tool', 13_000, 13_000]]);
  });
});
