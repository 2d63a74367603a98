/** What a run does from its acceptance to its end, through a real gateway with a model that does as the test says. */
import { expect, test } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Envelope } from '../../protocol/events.ts';
import { type BareClient, ends, newKey, type Stream } from '../../testing/bare-client.ts';
import { eventually, journalProblems, processesWith } from '../../testing/faults/harness.ts';
import { answers, finish, hangs, scriptedModels, text, toolCall } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { firstBrokenLink } from '../audit/append-audit.ts';
import type { Tool, ToolRegistry } from './tool-port.ts';

async function open(client: BareClient): Promise<Stream> {
  const stream = client.stream();
  await stream.started;
  return stream;
}

const run = (client: BareClient, input: string, more: { sessionId?: string; onBusy?: 'queue' } = {}) =>
  client.call('agent.run', { input, idempotencyKey: newKey(), ...more });

const abort = (client: BareClient, runId: string) => client.call('agent.abort', { runId, idempotencyKey: newKey() });

const allow = (client: BareClient, tool: string) =>
  client.call('policy.update', {
    patch: { toolPolicy: { tools: { [tool]: 'allow' } } },
    idempotencyKey: newKey(),
  });

const names = (envelopes: readonly Envelope[]) => envelopes.map(({ event }) => event);

test('a second run on a busy session is refused with SESSION_BUSY and the busy run, and leaves no row', async () => {
  await using gateway = await startTestGateway({ overrides: { models: scriptedModels(hangs(text('a'))) } });
  const client = await gateway.connect();
  const { runId, sessionId } = await run(client, 'first');
  expect(await client.refusal('agent.run', { sessionId, input: 'second', idempotencyKey: newKey() })).toMatchObject({
    code: 'SESSION_BUSY',
    retryable: true,
    details: { runId },
  });
  expect((await client.call('runs.list', { sessionId })).items.map((item) => item.runId)).toEqual([runId]);
});

test('queued runs wait in order, can be taken back, and each starts when the one before has ended', async () => {
  const models = scriptedModels(hangs(text('one')));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const first = await run(client, 'first');
  const { sessionId } = first;
  const queued = [];
  for (const input of ['second', 'third', 'fourth'])
    queued.push(await run(client, input, { sessionId, onBusy: 'queue' }));
  expect(queued.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
  const [second, third, fourth] = queued;
  if (!second || !third || !fourth) throw new Error('three were queued');

  expect(await abort(client, third.runId)).toEqual({ runId: third.runId, status: 'aborted' });
  await abort(client, first.runId);
  await stream.until(ends(fourth.runId));

  expect(
    models.requests.map(({ messages }) =>
      messages.filter(({ role }) => role === 'user').map((m) => 'text' in m && m.text),
    ),
  ).toEqual([['first'], ['first', 'second'], ['first', 'second', 'fourth']]);
  const taken = await client.call('runs.get', { runId: third.runId });
  expect(taken).toMatchObject({ status: 'aborted', steps: 0 });
  const announced = stream.envelopes.flatMap((e) =>
    e.event === 'agent.accepted' ? [[e.payload.input, e.payload.status]] : [],
  );
  expect(announced).toEqual([
    ['first', 'accepted'],
    ['second', 'queued'],
    ['third', 'queued'],
    ['fourth', 'queued'],
    ['second', 'accepted'],
    ['fourth', 'accepted'],
  ]);
});

test('a run stopped while the model answers keeps its partial text, ends once, and can be continued', async () => {
  const models = scriptedModels(hangs(text('half an ans')), answers(text('wer'), finish));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'question');
  await stream.until(({ event }) => event === 'agent.delta');
  expect(await abort(client, runId)).toEqual({ runId, status: 'aborted' });
  const end = await stream.until(ends(runId));
  expect(end).toMatchObject({
    event: 'agent.failed',
    payload: { status: 'aborted', error: { code: 'ABORTED' }, partialText: 'half an ans', resumable: true },
  });
  // Stopping what has ended says how it ended.
  expect(await abort(client, runId)).toEqual({ runId, status: 'aborted' });

  const continued = await client.call('agent.continue', { runId, idempotencyKey: newKey() });
  expect(continued.continuesRunId).toBe(runId);
  await stream.until(ends(continued.runId));
  expect(models.requests[1]?.messages.slice(1)).toEqual([
    { role: 'user', text: 'question' },
    { role: 'assistant', text: 'half an ans', reasoning: '', toolCalls: [] },
    { role: 'user', text: 'Continue where you stopped.' },
  ]);
  const refusal = await client.refusal('agent.continue', { runId, idempotencyKey: newKey() });
  expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', details: { continuedBy: continued.runId } });
});

test('a run stopped while a command runs leaves no process, not even one in a session of its own', async () => {
  const marker = `openfoal-abort-${process.pid}`;
  const models = scriptedModels(
    answers(
      toolCall('bash.exec', { command: `setsid sleep 300 & (sleep 301 &) ; echo up; sleep 302; : ${marker}` }),
      finish,
    ),
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  await allow(client, 'bash.exec');
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  await stream.until((e) => e.event === 'agent.tool_result' && e.payload.delta === 'up\n');
  expect(processesWith(marker).length).toBeGreaterThan(0);
  await abort(client, runId);
  expect(processesWith(marker)).toEqual([]);
  const results = stream.envelopes.flatMap((e) => (e.event === 'agent.tool_result' ? [e.payload.status] : []));
  expect(results).toEqual(['running', 'failed']);
  expect(stream.envelopes.find((e) => e.event === 'agent.tool_result' && e.payload.status === 'failed')).toMatchObject({
    payload: { output: expect.stringContaining('up'), error: { code: 'ABORTED' } },
  });
  expect(stream.envelopes.at(-2)).toMatchObject({ event: 'agent.failed', payload: { status: 'aborted' } });
});

test('a run stopped while it waits for a person supersedes the question, and the call never runs', async () => {
  const models = scriptedModels(answers(toolCall('bash.exec', { command: 'echo never' }), finish));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  const asked = await stream.until(({ event }) => event === 'approval.required');
  await abort(client, runId);
  const approvalId = asked.event === 'approval.required' ? asked.payload.approval.approvalId : '';
  expect((await client.call('approval.get', { approvalId })).status).toBe('superseded');
  expect(
    (await client.refusal('approval.resolve', { approvalId, decision: 'approve', idempotencyKey: newKey() })).code,
  ).toBe('APPROVAL_ALREADY_RESOLVED');
  expect((await client.call('runs.get', { runId })).toolRuns.map(({ status }) => status)).toEqual(['failed']);
});

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

test('a model that fails ends the run with its code and keeps what was streamed; a bug in it says nothing of itself', async () => {
  const models = scriptedModels(
    async function* () {
      yield text('so far');
      throw new ProtocolError('MODEL_UNAVAILABLE', 'test/scripted did not answer.');
    },
    async function* () {
      yield text('');
      throw new Error('secret detail');
    },
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId, sessionId, traceId } = await run(client, 'go');
  expect(await stream.until(ends(runId))).toMatchObject({
    payload: {
      status: 'failed',
      error: { code: 'MODEL_UNAVAILABLE', traceId },
      partialText: 'so far',
      resumable: true,
    },
  });
  const again = await run(client, 'again', { sessionId });
  const end = await stream.until(ends(again.runId));
  expect(end).toMatchObject({ payload: { error: { code: 'INTERNAL_ERROR', traceId: again.traceId } } });
  expect(JSON.stringify(end)).not.toContain('secret detail');
  expect(gateway.logs).toContainEqual(
    expect.objectContaining({ run_id: again.runId, trace_id: again.traceId, level: 50 }),
  );
});

test('a step that the model starts again cuts the stream back, so every fold ends equal', async () => {
  const models = scriptedModels(
    answers(
      text('wrong'),
      { type: 'reasoning', delta: 'hm' },
      { type: 'restart', reason: 'reset' },
      text('right'),
      finish,
    ),
  );
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  expect(await stream.until(ends(runId))).toMatchObject({ payload: { text: 'right' } });
  const deltas = stream.envelopes.flatMap((e) =>
    e.event === 'agent.delta' ? [[e.payload.kind, e.payload.offset, e.payload.delta]] : [],
  );
  expect(deltas).toEqual([
    ['text', 0, 'wrong'],
    ['reasoning', 0, 'hm'],
    ['reasoning', 0, ''],
    ['text', 0, ''],
    ['text', 0, 'right'],
  ]);
});

test('a run that asks for more steps than the policy allows ends with BUDGET_EXCEEDED', async () => {
  const listing = answers(toolCall('file.list', {}), finish);
  const models = scriptedModels(listing, listing, listing);
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  await client.call('policy.update', {
    patch: { executionPolicy: { limits: { maxSteps: 2 } } },
    idempotencyKey: newKey(),
  });
  const stream = await open(client);
  const { runId } = await run(client, 'go');
  const error = { code: 'BUDGET_EXCEEDED', details: { steps: 2 } };
  expect(await stream.until(ends(runId))).toMatchObject({ payload: { error } });
  expect(models.requests).toHaveLength(2);
});

test('a reset hides what came before from the model, and the journal keeps it', async () => {
  const models = scriptedModels();
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const first = await run(client, 'before');
  const { sessionId } = first;
  await stream.until(ends(first.runId));
  await client.call('sessions.reset', { sessionId, idempotencyKey: newKey() });
  const second = await run(client, 'after', { sessionId });
  await stream.until(ends(second.runId));
  expect(models.requests[1]?.messages.slice(1)).toEqual([{ role: 'user', text: 'after' }]);
  const history = await client.call('sessions.history', { sessionId });
  expect(names(history.events)).toContain('agent.accepted');
  expect(
    history.events.flatMap((e) => (e.event === 'session.updated' && e.payload.notice ? [e.payload.notice.kind] : [])),
  ).toEqual(['reset']);
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

test('a message larger than what may wait for a reader reaches every reader', async () => {
  await using gateway = await startTestGateway({ overrides: { models: scriptedModels() } });
  const client = await gateway.connect();
  const streams = await Promise.all([open(client), open(await gateway.connect())]);
  const { runId } = await run(client, '汉'.repeat(150_000));
  for (const stream of streams) expect(await stream.until(ends(runId))).toMatchObject({ event: 'agent.completed' });
});

test('after a reset a stopped run continues with a question to answer', async () => {
  const models = scriptedModels(hangs(text('half')));
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId, sessionId } = await run(client, 'question');
  await stream.until(({ event }) => event === 'agent.delta');
  await abort(client, runId);
  await client.call('sessions.reset', { sessionId, idempotencyKey: newKey() });
  const continued = await client.call('agent.continue', { runId, idempotencyKey: newKey() });
  await stream.until(ends(continued.runId));
  expect(models.requests[1]?.messages.at(-1)).toEqual({ role: 'user', text: 'Continue where you stopped.' });
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

test('a store that fails for a moment delays a run and nothing more', async () => {
  const faults = { left: 0 };
  const models = scriptedModels(async function* () {
    yield text('before ');
    faults.left = 2;
    yield text('x'.repeat(3000));
    yield finish;
  });
  await using gateway = await startTestGateway({
    overrides: { models, storageFault: () => (faults.left > 0 ? ((faults.left -= 1), true) : false) },
  });
  const client = await gateway.connect();
  const stream = await open(client);
  const { runId, sessionId } = await run(client, 'go');
  expect(await stream.until(ends(runId))).toMatchObject({ event: 'agent.completed' });
  expect(faults.left).toBe(0);
  const { events } = await client.call('sessions.history', { sessionId, limit: 1000 });
  expect(journalProblems(events)).toEqual([]);
});
