import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { like } from '../matchers.fixture.ts';
import { scriptedModels, scriptedTools } from '../scripted.fixture.ts';

const tools = scriptedTools();
let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools } });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const update = (patch: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  patch,
  ...more,
  idempotencyKey: newKey(),
});

describe('policy.update is refused, and nothing is stored,', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'with a rule that could never match',
      { toolPolicy: { rules: [{ id: 'r', tool: 'bash.exec', when: { argv: [] }, action: 'deny' }] } },
      /toolPolicy\.rules\.0\.when\.argv: no words/,
    ],
    [
      'with a rule of an unknown condition',
      { toolPolicy: { rules: [{ id: 'r', tool: 'bash.exec', when: { cwd: '/' }, action: 'deny' }] } },
      /toolPolicy\.rules\.0\.when/,
    ],
    [
      'with two rules of one id',
      { toolPolicy: { rules: [1, 2].map(() => ({ id: 'r', tool: 'bash.exec', when: {}, action: 'deny' })) } },
      /toolPolicy\.rules\.1\.id: another rule has it/,
    ],
    [
      'with a rule that passes itself off as an entry',
      { toolPolicy: { rules: [{ id: 'tools:bash.exec', tool: 'bash.exec', when: {}, action: 'deny' }] } },
      /toolPolicy\.rules\.0\.id/,
    ],
    ['with a fallback that is no name', { modelPolicy: { fallbacks: [7] } }, /modelPolicy\.fallbacks\.0/],
    ['with a budget of nothing a run', { modelPolicy: { maxCostUsdPerRun: 0 } }, /modelPolicy\.maxCostUsdPerRun/],
    ['with a budget below nothing a day', { modelPolicy: { maxCostUsdPerDay: -1 } }, /modelPolicy\.maxCostUsdPerDay/],
    [
      'with a URL for a host',
      { executionPolicy: { network: { allowHosts: ['http://x'] } } },
      /allowHosts\.0: only a host/,
    ],
    ['with another default than deny', { toolPolicy: { defaultAction: 'allow' } }, /toolPolicy\.defaultAction/],
    ['with an unknown action', { toolPolicy: { tools: { 'bash.exec': 'maybe' } } }, /toolPolicy\.tools\.bash\.exec/],
    ['with an unknown part', { toolPolicies: {} }, /policy/],
    ['with a part removed', { toolPolicy: null }, /toolPolicy/],
    ['with a field that is not for people', { version: 9 }, /policy/],
  ])('%s: INVALID_REQUEST', async (_name, patch, message) => {
    const before = await client.call('policy.get', {});
    expect(await client.refusal('policy.update', update(patch))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: like(message),
    });
    expect(await client.call('policy.get', {})).toEqual(before);
  });

  test('on another version than the one in force: VERSION_CONFLICT with that one', async () => {
    const { version } = await client.call('policy.get', {});
    for (const expectedVersion of [version + 1, version + 7]) {
      expect(await client.refusal('policy.update', update({}, { expectedVersion }))).toMatchObject({
        code: 'VERSION_CONFLICT',
        retryable: false,
        details: { currentVersion: version },
      });
    }
  });

  test('by all but one of twenty who saw the same version', async () => {
    const { version } = await client.call('policy.get', {});
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        client.call('policy.update', {
          expectedVersion: version,
          patch: { modelPolicy: { timeoutMs: 60_000 + n } },
          idempotencyKey: newKey(),
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await client.call('policy.get', {})).toMatchObject({ version: version + 1 });
  });
});

test('policy.update merges, removes by null, counts versions, and is in the audit trail', async () => {
  const before = await client.call('policy.get', {});
  const added = await client.call('policy.update', {
    expectedVersion: before.version,
    patch: { toolPolicy: { tools: { 'file.write': null, 'memory.*': 'allow' } } },
    idempotencyKey: newKey(),
  });
  const { 'file.write': _removed, ...kept } = before.toolPolicy.tools;
  expect(added).toEqual({
    ...before,
    version: before.version + 1,
    updatedAt: added.updatedAt,
    updatedBy: 'u_owner',
    toolPolicy: { ...before.toolPolicy, tools: { ...kept, 'memory.*': 'allow' } },
  });
  expect(await client.call('policy.get', {})).toEqual(added);
  const { items } = await client.call('audit.query', { action: 'policy.update', limit: 1 });
  expect(items).toMatchObject([
    { actor: 'u_owner', outcome: 'allowed', detail: { version: added.version, previousVersion: before.version } },
  ]);
});

describe('approvals', () => {
  /** A run that waits for a person. */
  async function asked(text: string) {
    const stream = client.stream();
    await stream.started;
    const { runId, sessionId } = await client.call('agent.run', {
      input: `call bash.exec ${text}`,
      idempotencyKey: newKey(),
    });
    const required = await stream.until(
      (envelope) => envelope.event === 'approval.required' && envelope.runId === runId,
    );
    if (required.event !== 'approval.required') throw new Error('another event');
    return { stream, runId, sessionId, approvalId: required.payload.approval.approvalId };
  }
  const resolve = (approvalId: string, decision: 'approve' | 'reject', more: { comment?: string } = {}) => ({
    approvalId,
    decision,
    ...more,
    idempotencyKey: newKey(),
  });

  test('of nobody are NOT_FOUND, and a decision that is none is INVALID_REQUEST', async () => {
    expect(await client.refusal('approval.get', { approvalId: 'apr_none' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.refusal('approval.resolve', resolve('apr_none', 'approve'))).toMatchObject({
      code: 'NOT_FOUND',
    });
    const maybe = { ...resolve('apr_none', 'approve'), decision: 'maybe' };
    expect(await client.refusal('approval.resolve', maybe)).toMatchObject({ details: { field: 'decision' } });
    expect(await client.refusal('approval.queue', { status: [] })).toMatchObject({ details: { field: 'status' } });
  });

  test('a service cannot decide one, and it stays pending', async () => {
    const { runId, approvalId, stream } = await asked('not-by-a-service');
    const service = await gateway.connect('service');
    expect(await service.refusal('approval.resolve', resolve(approvalId, 'approve'))).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await service.call('approval.get', { approvalId })).toMatchObject({ status: 'pending' });
    await client.call('agent.abort', { runId, idempotencyKey: newKey() });
    expect(await client.call('approval.get', { approvalId })).toMatchObject({ status: 'superseded' });
    service.close();
    stream.stop();
  });

  test('twenty who approve at once: one decides, the others learn who, and the call runs once', async () => {
    const { runId, sessionId, approvalId, stream } = await asked('only-once');
    expect(await client.call('approval.queue', { sessionId })).toMatchObject({
      items: [{ approvalId }],
      pendingCount: 1,
    });
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => client.call('approval.resolve', resolve(approvalId, 'approve'))),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'rejected') {
        expect(answer.reason).toMatchObject({
          protocol: { code: 'APPROVAL_ALREADY_RESOLVED', details: { status: 'approved', decidedBy: 'u_owner' } },
        });
      }
    }
    expect(await stream.until(ends(runId))).toMatchObject({
      event: 'agent.completed',
      payload: { text: like(/only-once/) },
    });
    expect(tools.ran.filter((text) => text === 'only-once')).toHaveLength(1);
    expect(await client.call('approval.queue', { sessionId })).toEqual({ items: [], pendingCount: 0 });
    expect((await client.call('approval.queue', { sessionId, status: ['approved'] })).items).toMatchObject([
      { approvalId },
    ]);
    stream.stop();
  });

  test('a rejected call does not run, its comment reaches the model, and the run goes on', async () => {
    const { runId, approvalId, stream } = await asked('never');
    const answer = await client.call('approval.resolve', resolve(approvalId, 'reject', { comment: 'too risky' }));
    expect(answer).toEqual({ approvalId, status: 'rejected', runId });
    expect(await stream.until(ends(runId))).toMatchObject({
      event: 'agent.completed',
      payload: { text: like(/too risky/) },
    });
    expect(tools.ran).not.toContain('never');
    expect(await client.call('approval.get', { approvalId })).toMatchObject({
      status: 'rejected',
      decidedBy: 'u_owner',
      comment: 'too risky',
    });
    stream.stop();
  });
});
