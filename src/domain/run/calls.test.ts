/** What becomes of the calls of a step: their verdicts, their order, the questions they ask, through a real gateway. */
import { expect, test } from 'vitest';
import { ends, newKey } from '../../testing/bare-client.ts';
import { eventually } from '../../testing/faults/harness.ts';
import { answers, finish, scriptedModels, toolCall } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { firstBrokenLink } from '../audit/append-audit.ts';
import { allow, open, run } from './runs.fixture.ts';
import type { Tool, ToolRegistry } from './tool-port.ts';

test('calls of one step run in order, one at a time: one that waits holds back those behind it', async () => {
  const models = scriptedModels(
    answers(
      toolCall('file.list', {}),
      toolCall('bash.exec', { command: 'echo first' }),
      toolCall('bash.exec', { command: 'echo second' }),
      finish,
    ),
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  await stream.until((e) => e.event === 'session.updated' && e.payload.session.status === 'waiting_approval');
  const approvals = (await client.call('approval.queue', {})).items.toReversed();
  expect(approvals.map(({ display }) => display.kind === 'command' && display.script)).toEqual([
    'echo first',
    'echo second',
  ]);
  const [first, second] = approvals;
  if (!first || !second) throw new Error('two were asked');
  await client.call('approval.resolve', {
    approvalId: second.approvalId,
    decision: 'approve',
    idempotencyKey: newKey(),
  });
  expect((await client.call('runs.get', { runId })).status).toBe('waiting_approval');
  await client.call('approval.resolve', {
    approvalId: first.approvalId,
    decision: 'reject',
    comment: 'not that one',
    idempotencyKey: newKey(),
  });
  await stream.until(ends(runId));
  expect(models.requests[1]?.messages.flatMap((m) => (m.role === 'tool' ? [[m.status, m.output.trim()]] : []))).toEqual(
    [
      ['success', expect.any(String)],
      ['denied', 'A person rejected this call: not that one'],
      ['success', 'second'],
    ],
  );
});

test('an approval for the session covers the identical call and no other', async () => {
  const call = (command: string) => answers(toolCall('bash.exec', { command }), finish);
  const models = scriptedModels(call('echo same'), call('echo same'), call('echo other'));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  const asked = await stream.until(({ event }) => event === 'approval.required');
  await client.call('approval.resolve', {
    approvalId: asked.event === 'approval.required' ? asked.payload.approval.approvalId : '',
    decision: 'approve',
    scope: 'session',
    idempotencyKey: newKey(),
  });
  await stream.until(
    (e) =>
      e.event === 'approval.required' &&
      e.payload.approval.display.kind === 'command' &&
      e.payload.approval.display.script === 'echo other',
  );
  const verdicts = (await client.call('runs.get', { runId })).toolRuns.map(({ status, verdict }) => [
    status,
    verdict.action,
  ]);
  expect(verdicts).toEqual([
    ['success', 'approval-required'],
    ['success', 'allow'],
    ['waiting_approval', 'approval-required'],
  ]);
});

test('a call that is denied, unknown or malformed has a verdict, a result that says why, and does not run', async () => {
  const models = scriptedModels(
    answers(
      toolCall('no.such', {}),
      toolCall('bash.exec', { command: 7 }),
      toolCall('file.write', { path: '../../secret', content: 'x' }),
      { type: 'tool_call', toolName: 'bash.exec', args: {}, invalid: 'The arguments are not JSON.' },
      finish,
    ),
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  await stream.until(ends(runId));
  const { toolRuns } = await client.call('runs.get', { runId });
  expect(toolRuns.map(({ status, verdict, error }) => [status, verdict.action, verdict.ruleId, error?.code])).toEqual([
    ['denied', 'deny', 'default', 'POLICY_DENIED'],
    ['denied', 'deny', 'arguments', 'INVALID_REQUEST'],
    ['denied', 'deny', 'workspace', 'PATH_OUTSIDE_WORKSPACE'],
    ['denied', 'deny', 'arguments', 'INVALID_REQUEST'],
  ]);
  const audited = (await client.call('audit.query', { runId, action: 'tool.execute' })).items;
  expect(audited.map(({ outcome }) => outcome)).toEqual(['denied', 'denied', 'denied', 'denied']);
});

test('tools that the policy denies are not offered to the model', async () => {
  const models = scriptedModels();
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  await client.call('policy.update', {
    patch: { toolPolicy: { tools: { 'bash.exec': 'deny' } } },
    idempotencyKey: newKey(),
  });
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  await stream.until(ends(runId));
  const offered = models.requests[0]?.tools.map(({ name }) => name);
  expect(offered).toContain('file.write');
  expect(offered).not.toContain('bash.exec');
});

test('arguments with half an emoji are refused or run like any other: the run does not break', async () => {
  const models = scriptedModels(
    answers(toolCall('file.write', { path: 'a.txt', content: 'cut \ud83d' }), toolCall('no\0such\ud83d', {}), finish),
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  await allow(client, 'file.write');
  const stream = await open(client);
  const { runId, sessionId } = await run(client, 'half \ud83d');
  expect(await stream.until(ends(runId))).toMatchObject({ event: 'agent.completed' });
  const { toolRuns } = await client.call('runs.get', { runId });
  expect(toolRuns.map(({ status }) => status)).toEqual(['success', 'denied']);
  const chain = await gateway.audit(sessionId);
  expect(firstBrokenLink(chain)).toBeUndefined();
});

test('a gateway that goes away starts no further call of the step', async () => {
  let release: () => void = () => undefined;
  const started: string[] = [];
  const slow = (name: string): Tool => ({
    name,
    description: name,
    risk: 'low',
    effect: 'unknown',
    params: {},
    parse: () => ({ ok: true, args: {} }),
    subject: () => ({ effect: 'unknown' }),
    prepare: async () => ({ display: { kind: 'call', summary: name, cwd: '/', mode: 'local' }, binding: {} }),
    run: async () => {
      started.push(name);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return { status: 'success', output: name };
    },
  });
  const list = [slow('slow.first'), slow('slow.second')];
  const tools: ToolRegistry = {
    get: (name) => list.find((tool) => tool.name === name),
    list: () => list,
    modes: ['local'],
  };
  const models = scriptedModels(answers(toolCall('slow.first', {}), toolCall('slow.second', {}), finish));
  await using gateway = await startTestGateway({ overrides: { models, tools } });
  const client = await gateway.connect();
  await allow(client, 'slow.*');
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  await eventually(() => started.length === 1, 'the first call has started');
  const stopping = gateway.restart();
  release();
  await stopping;
  await eventually(() => started.length === 2, 'the next start goes on with the second call');
  release();
  const again = await gateway.connect();
  await eventually(async () => (await again.call('runs.get', { runId })).status === 'completed', 'the run completes');
  expect(started).toEqual(['slow.first', 'slow.second']);
  expect(stream.envelopes.some(({ event }) => event === 'agent.failed')).toBe(false);
});
