/** The policy in the door of the tools, through a real gateway: what was judged, looked at, asked and run. */
import { expect, test } from 'vitest';
import { foldAll } from '../../client/fold/fold.ts';
import { emptyTranscript } from '../../client/fold/transcript.ts';
import { SCOPE } from '../../compose.ts';
import type { PolicyRule } from '../../protocol/entities.ts';
import type { EventPayload } from '../../protocol/events.ts';
import { type BareClient, ends, newKey, type Stream } from '../../testing/bare-client.ts';
import { answers, finish, type Script, scriptedModels, toolCall } from '../../testing/scripted-models.ts';
import { startTestGateway } from '../../testing/test-gateway.ts';
import { judgedTools } from './judged-tools.fixture.ts';

const update = (client: BareClient, patch: Record<string, unknown>) =>
  client.call('policy.update', { patch, idempotencyKey: newKey() });
const rules = (client: BareClient, ...list: PolicyRule[]) => update(client, { toolPolicy: { rules: list } });
const resolve = (approvalId: string, scope: 'once' | 'session' = 'once') =>
  ({ approvalId, decision: 'approve', scope, idempotencyKey: newKey() }) as const;

async function setUp(...scripts: Script[]) {
  const tools = judgedTools();
  const models = scriptedModels(...scripts);
  const gateway = await startTestGateway({ overrides: { models, tools } });
  const client = await gateway.connect();
  const stream = client.stream();
  await stream.started;
  const start = (more: { sessionId?: string } = {}) =>
    client.call('agent.run', { input: 'go', idempotencyKey: newKey(), ...more });
  return { tools, models, gateway, client, stream, start, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() };
}

const verdictsOf = async (client: BareClient, runId: string) =>
  (await client.call('runs.get', { runId })).toolRuns.map(({ status, verdict }) => [status, verdict.ruleId]);

/** The approvals asked for so far of a run, once there are as many. */
async function asked(stream: Stream, runId: string, count = 1): Promise<string[]> {
  const ids = () =>
    stream.envelopes.flatMap((e) =>
      e.event === 'approval.required' && e.runId === runId ? [e.payload.approval.approvalId] : [],
    );
  await stream.until(() => ids().length >= count);
  return ids();
}

test('a denied call is not even looked at; a guard that refuses is named; the rest is judged by rule, host and entry', async () => {
  await using set = await setUp(
    answers(
      toolCall('file.read', { path: 'secrets/key' }),
      toolCall('http.request', { method: 'GET', host: 'evil.example' }),
      toolCall('http.request', { method: 'GET', host: 'api.example', blocked: true }),
      toolCall('bash.exec', { argv: ['git', 'status', '-s'] }),
      toolCall('http.request', { method: 'GET', host: 'api.example' }),
      toolCall('file.read', { path: 'a' }),
      finish,
    ),
  );
  const { client, stream, tools } = set;
  await update(client, { executionPolicy: { network: { allowHosts: ['api.example'] } } });
  await rules(
    client,
    { id: 'no-secrets', tool: 'file.*', when: { path: 'secrets/**' }, action: 'deny', reason: 'keys stay here.' },
    { id: 'not-there', tool: 'http.request', when: { host: 'evil.example' }, action: 'deny' },
    { id: 'status', tool: 'bash.exec', when: { argv: ['git', 'status'] }, action: 'allow' },
  );
  const { runId } = await set.start();
  await stream.until(ends(runId));
  expect(await verdictsOf(client, runId)).toEqual([
    ['denied', 'no-secrets'],
    ['denied', 'not-there'],
    ['denied', 'address'],
    ['success', 'status'],
    ['success', 'network'],
    ['success', 'tools:file.read'],
  ]);
  // One that only reads and is bound to nothing is looked at once, before it is judged; the command again before it starts.
  // The calls of a step are looked at side by side.
  expect(tools.prepared.slice(0, -1).toSorted()).toEqual(['bash.exec', 'file.read', 'http.request', 'http.request']);
  expect(tools.prepared.at(-1)).toBe('bash.exec');
  expect(tools.ran).toEqual(['bash.exec', 'http.request', 'file.read']);
  const { toolRuns } = await client.call('runs.get', { runId });
  expect(toolRuns.slice(0, 3).map(({ error }) => [error?.code, error?.message])).toEqual([
    ['POLICY_DENIED', 'Denied: keys stay here.'],
    ['POLICY_DENIED', 'Denied: the rule not-there says deny.'],
    ['SSRF_BLOCKED', expect.any(String)],
  ]);
  const denied = await client.call('audit.query', { runId, outcome: 'denied', action: 'tool.execute' });
  expect(new Set(denied.items.map(({ detail }) => detail.ruleId))).toEqual(
    new Set(['address', 'no-secrets', 'not-there']),
  );
});

test('a request has the effect of its method, which is what recovery goes by', async () => {
  const call = (method: string) => toolCall('http.request', { method, host: 'api.example' });
  await using set = await setUp(answers(call('GET'), call('POST'), finish));
  await update(set.client, { toolPolicy: { tools: { 'http.request': 'allow' } } });
  const { runId } = await set.start();
  await set.stream.until(ends(runId));
  const toolRuns = await set.gateway.server.application.read.toolRuns.ofRun(SCOPE, runId);
  expect(toolRuns.map(({ effect, status }) => [effect, status])).toEqual([
    ['read-only', 'success'],
    ['unknown', 'success'],
  ]);
});

test('tools that could never run are not offered to the model; those that a rule may let through are', async () => {
  await using set = await setUp();
  const offered = async () => {
    const { runId } = await set.start();
    await set.stream.until(ends(runId));
    return set.models.requests.at(-1)?.tools.map(({ name }) => name);
  };
  await update(set.client, { toolPolicy: { tools: { 'file.write': 'deny', 'bash.exec': 'deny' } } });
  await rules(set.client, { id: 'r', tool: 'bash.exec', when: { argv: ['ls'] }, action: 'approval-required' });
  expect(await offered()).toEqual(['bash.exec', 'file.read', 'http.request']);
  await update(set.client, { executionPolicy: { workspaceAccess: 'none' } });
  expect(await offered()).toEqual(['http.request']);
});

test('a call that waits is judged again when it is approved under a policy that now denies it: it says so, and does not run', async () => {
  await using set = await setUp(answers(toolCall('bash.exec', { command: 'x' }), finish));
  const { client, stream } = set;
  const { runId, sessionId } = await set.start();
  const [approvalId = ''] = await asked(stream, runId);
  await rules(client, { id: 'never', tool: 'bash.*', when: {}, action: 'deny' });
  expect(await client.refusal('approval.resolve', resolve(approvalId))).toMatchObject({ code: 'APPROVAL_STALE' });
  await stream.until(ends(runId));
  expect(await verdictsOf(client, runId)).toEqual([['denied', 'never']]);
  expect(set.tools.ran).toEqual([]);

  const calls = stream.envelopes.flatMap((e) => (e.event === 'agent.tool_call' ? [e.payload] : []));
  expect(calls.map(({ verdict }) => [verdict.action, verdict.ruleId])).toEqual([
    ['approval-required', 'tools:bash.exec'],
    ['deny', 'never'],
  ]);
  const [first, second] = calls as [EventPayload<'agent.tool_call'>, EventPayload<'agent.tool_call'>];
  expect(second).toEqual({ ...first, verdict: second.verdict });
  const { events } = await client.call('sessions.history', { sessionId });
  const items = foldAll(emptyTranscript(sessionId), events).items.filter(({ kind }) => kind === 'tool');
  expect(items).toMatchObject([{ status: 'denied', verdict: { ruleId: 'never' } }]);
});

test('a call that was allowed and waits for its turn is judged again when the policy changes before it starts', async () => {
  const read = toolCall('file.read', { path: 'a' });
  await using set = await setUp(answers(toolCall('bash.exec', { command: 'x' }), read, read, finish));
  const { client, stream } = set;
  const { runId } = await set.start();
  const [before = ''] = await asked(stream, runId);
  await update(client, { toolPolicy: { tools: { 'file.read': 'approval-required' } } });
  expect(await client.refusal('approval.resolve', resolve(before))).toMatchObject({ code: 'APPROVAL_STALE' });
  const [, again = ''] = await asked(stream, runId, 2);
  await client.call('approval.resolve', resolve(again));
  const [, , third = ''] = await asked(stream, runId, 3);
  expect(set.tools.ran).toEqual(['bash.exec']);
  await client.call('approval.resolve', resolve(third, 'session'));
  await stream.until(ends(runId));
  // The second read is the identical call.
  expect(set.tools.ran).toEqual(['bash.exec', 'file.read', 'file.read']);
});

test('a redirect goes where the policy in force when the call starts would let a request go', async () => {
  const get = toolCall('http.request', { method: 'GET', host: 'api.example' });
  await using set = await setUp(answers(toolCall('file.read', { path: 'a' }), get, finish));
  const { client, stream } = set;
  await update(client, { executionPolicy: { network: { allowHosts: ['*.example', 'old.net'] } } });
  set.tools.during = async () => {
    set.tools.during = undefined;
    await rules(client, { id: 'no', tool: 'http.*', when: { host: 'evil.example' }, action: 'deny' });
    await update(client, { executionPolicy: { network: { allowHosts: ['*.example'] } } });
  };
  const { runId } = await set.start();
  await stream.until(ends(runId));
  expect(await verdictsOf(client, runId)).toEqual([
    ['success', 'tools:file.read'],
    ['success', 'network'],
  ]);
  const mayReach = set.tools.reach[1];
  if (!mayReach) throw new Error('the request ran');
  expect(['www.example', 'old.net', 'evil.example'].map((host) => mayReach(host, 'GET'))).toEqual([true, false, false]);
  expect(mayReach('www.example', 'POST')).toBe(false);
});

test('an approval for the session covers the identical call of any tool, and never beats a rule that denies', async () => {
  const post = (host: string) => toolCall('http.request', { method: 'POST', host });
  const calls = answers(
    post('a.example'),
    toolCall('bash.exec', { argv: ['make'] }),
    toolCall('file.write', { path: 'a' }),
    finish,
  );
  const done = answers(finish);
  await using set = await setUp(calls, done, calls, done, calls, done, calls, done);
  const { client, stream } = set;
  const first = await set.start();
  const { sessionId } = first;
  for (const approvalId of await asked(stream, first.runId, 3)) {
    await client.call('approval.resolve', resolve(approvalId, 'session'));
  }
  await stream.until(ends(first.runId));

  const second = await set.start({ sessionId });
  await stream.until(ends(second.runId));
  expect(
    (await client.call('runs.get', { runId: second.runId })).toolRuns.map(({ status, verdict }) => [
      status,
      verdict.action,
    ]),
  ).toEqual([
    ['success', 'allow'],
    ['success', 'allow'],
    ['success', 'allow'],
  ]);

  await rules(
    client,
    { id: 'no-host', tool: 'http.request', when: { host: '*.example' }, action: 'deny' },
    { id: 'no-make', tool: 'bash.exec', when: { argv: ['make'] }, action: 'deny' },
    { id: 'ask-a', tool: 'file.*', when: { path: 'a' }, action: 'approval-required' },
  );
  const third = await set.start({ sessionId });
  await stream.until(ends(third.runId));
  expect(await verdictsOf(client, third.runId)).toEqual([
    ['denied', 'no-host'],
    ['denied', 'no-make'],
    ['success', 'ask-a'],
  ]);

  // The content that file.write is bound to is another one, so it is another call.
  set.tools.content = 'b';
  await rules(client);
  const fourth = await set.start({ sessionId });
  await asked(stream, fourth.runId);
  expect((await verdictsOf(client, fourth.runId)).at(-1)).toEqual(['waiting_approval', 'tools:file.write']);
});
