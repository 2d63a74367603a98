import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { createManualClock } from '../manual-clock.fixture.ts';
import { including } from '../matchers.fixture.ts';
import { MODEL, scriptedModels, scriptedTools } from '../scripted.fixture.ts';

let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({
    overrides: { models: scriptedModels(), tools: scriptedTools(), clock: createManualClock() },
  });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const newSession = async () => (await client.call('sessions.create', { idempotencyKey: newKey() })).id;

/** A run to its end. */
async function ran(input: string, sessionId?: string) {
  const stream = client.stream();
  await stream.started;
  const answer = await client.call('agent.run', {
    input,
    ...(sessionId ? { sessionId } : {}),
    idempotencyKey: newKey(),
  });
  await stream.until(ends(answer.runId));
  stream.stop();
  await stream.stopped;
  return answer;
}

describe('refusals', () => {
  test.each([
    ['runs.get', { runId: 'run_none' }],
    ['agent.abort', { runId: 'run_none', idempotencyKey: newKey() }],
    ['agent.continue', { runId: 'run_none', idempotencyKey: newKey() }],
    ['agent.run', { sessionId: 'ses_none', input: 'x', idempotencyKey: newKey() }],
    ['agent.run', { attachments: ['att_none'], input: 'x', idempotencyKey: newKey() }],
    ['agent.run', { sessionKey: 'workspace:w_other/agent:main/main', input: 'x', idempotencyKey: newKey() }],
    ['runtime.setMode', { sessionId: 'ses_none', runtimeMode: 'local', idempotencyKey: newKey() }],
  ])('%s of %j is NOT_FOUND', async (method, input) => {
    expect(await client.refusal(method, input)).toMatchObject({ code: 'NOT_FOUND', retryable: false });
  });

  test('what goes only together with a new session is INVALID_REQUEST on a known one, and leaves no run', async () => {
    const sessionId = await newSession();
    for (const wrong of [
      { runtimeMode: 'local' },
      { model: MODEL },
      { agentId: 'other' },
      { sessionKey: 'workspace:w_default/agent:main/main' },
    ]) {
      const call = { sessionId, input: 'x', ...wrong, idempotencyKey: newKey() };
      expect(await client.refusal('agent.run', call)).toMatchObject({ code: 'INVALID_REQUEST' });
    }
    expect((await client.call('runs.list', { sessionId })).items).toEqual([]);
  });

  test('the sandbox where there is none is SANDBOX_UNAVAILABLE, never the host instead', async () => {
    const sessionId = await newSession();
    for (const [method, input] of [
      ['runtime.setMode', { sessionId, runtimeMode: 'cloud' }],
      ['agent.run', { input: 'x', runtimeMode: 'cloud' }],
    ] as const) {
      expect(await client.refusal(method, { ...input, idempotencyKey: newKey() })).toMatchObject({
        code: 'SANDBOX_UNAVAILABLE',
      });
    }
    expect(await client.call('sessions.get', { sessionId })).toMatchObject({ runtimeMode: 'local' });
  });

  test('a run that ended well cannot be continued, and one that failed once only', async () => {
    const { runId } = await ran('well');
    expect(await client.refusal('agent.continue', { runId, idempotencyKey: newKey() })).toMatchObject({
      code: 'INVALID_REQUEST',
    });
    const { runId: failed } = await ran('break');
    const stream = client.stream();
    await stream.started;
    const next = await client.call('agent.continue', { runId: failed, idempotencyKey: newKey() });
    expect(next).toMatchObject({ continuesRunId: failed, status: 'accepted' });
    await stream.until(ends(next.runId));
    expect(await client.refusal('agent.continue', { runId: failed, idempotencyKey: newKey() })).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { continuedBy: next.runId },
    });
    stream.stop();
  });
});

describe('runs', () => {
  test('an unknown key makes a session, a known one is used', async () => {
    const sessionKey = 'workspace:w_default/agent:main/main:thread:by-key';
    const stream = client.stream();
    await stream.started;
    const first = await client.call('agent.run', { sessionKey, input: 'one', model: MODEL, idempotencyKey: newKey() });
    await stream.until(ends(first.runId));
    const second = await client.call('agent.run', { sessionKey, input: 'two', idempotencyKey: newKey() });
    expect(second.sessionId).toBe(first.sessionId);
    await stream.until(ends(second.runId));
    stream.stop();
  });

  test('page without loss or repeat when all have the same time, newest first, by session and by status', async () => {
    const sessionId = await newSession();
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1) made.push((await ran(n % 2 ? 'break' : 'well', sessionId)).runId);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: { items: { runId: string }[]; nextCursor?: string | undefined } = await client.call('runs.list', {
        sessionId,
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map(({ runId }) => runId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(made.toReversed());
    const failed = await client.call('runs.list', { sessionId, status: ['failed'] });
    expect(failed.items.map(({ runId }) => runId)).toEqual(made.filter((_, n) => n % 2).toReversed());
  });

  test('runs.get tells the calls, the steps in time, and the sum of their use', async () => {
    const { runId, sessionId, traceId } = await ran('call file.read hay');
    const run = await client.call('runs.get', { runId });
    expect(run).toMatchObject({
      runId,
      sessionId,
      traceId,
      status: 'completed',
      model: MODEL,
      steps: 2,
      usage: { inputTokens: 20, outputTokens: 10 },
      toolRuns: [
        {
          toolName: 'file.read',
          status: 'success',
          args: { text: 'hay' },
          verdict: { action: 'allow', policyVersion: 1 },
        },
      ],
      timeline: [
        { step: 1, toolCallIds: [run.toolRuns[0]?.toolCallId] },
        { step: 2, toolCallIds: [] },
      ],
    });
    const [asked, answered] = run.timeline;
    const began = run.toolRuns[0]?.startedAt ?? '';
    expect((asked?.endedAt ?? '') <= began && began <= (answered?.startedAt ?? '')).toBe(true);
  });

  test('aborting answers the end that a run already had', async () => {
    const { runId } = await ran('well');
    expect(await client.call('agent.abort', { runId, idempotencyKey: newKey() })).toEqual({
      runId,
      status: 'completed',
    });
  });
});

describe('runtime.setMode', () => {
  test('is applied at once to an idle session, and waits for the turn of a busy one', async () => {
    const models = scriptedModels();
    await using both = await startTestGateway({
      overrides: { models, tools: { ...scriptedTools(), modes: ['local', 'cloud'] } },
    });
    const user = await both.connect();
    const stream = user.stream({ events: ['runtime.mode_changed'] });
    await stream.started;
    const { sessionId, runId } = await user.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
    const setMode = (runtimeMode: 'local' | 'cloud') =>
      user.call('runtime.setMode', { sessionId, runtimeMode, idempotencyKey: newKey() });
    expect(await setMode('cloud')).toEqual({
      sessionId,
      runtimeMode: 'cloud',
      effectiveAt: 'next_turn',
      status: 'queued-change',
    });
    expect(await user.call('sessions.get', { sessionId })).toMatchObject({
      runtimeMode: 'local',
      pendingRuntimeMode: 'cloud',
    });
    await user.call('agent.abort', { runId, idempotencyKey: newKey() });
    expect(await stream.until(() => true)).toMatchObject({
      payload: { sessionId, previous: 'local', runtimeMode: 'cloud', effectiveAt: 'next_turn' },
    });
    expect(await setMode('local')).toEqual({ sessionId, runtimeMode: 'local', effectiveAt: 'now', status: 'applied' });
    expect(await stream.until(({ seq }) => seq > (stream.envelopes[0]?.seq ?? 0))).toMatchObject({
      payload: { previous: 'cloud', runtimeMode: 'local', effectiveAt: 'now' },
    });
    expect((await user.call('audit.query', { action: 'runtime.setMode' })).items).toEqual([
      including({ outcome: 'allowed', resource: sessionId }),
      including({ outcome: 'allowed', resource: sessionId }),
    ]);
  });
});
