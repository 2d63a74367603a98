/** policy.evaluate and tools.list over a real socket, with the tools that the gateway has. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MethodInput } from '../../protocol/methods.ts';
import { type BareClient, newKey } from '../../testing/bare-client.ts';
import { answers, finish, scriptedModels, toolCall } from '../../testing/scripted-models.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { like } from '../matchers.fixture.ts';

const RULES = [
  { id: 'status', tool: 'bash.exec', when: { argv: ['git', 'status'] }, action: 'allow' },
  { id: 'secrets', tool: 'file.*', when: { path: 'secrets/**' }, action: 'deny', reason: 'keys stay here' },
  { id: 'api', tool: 'http.request', when: { host: 'api.example', method: 'POST' }, action: 'allow' },
] as const;

let gateway: TestGateway;
let client: BareClient;
let sessionId: string;
let folder: string;
beforeAll(async () => {
  const models = scriptedModels(answers(toolCall('bash.exec', { argv: ['make'] }), finish));
  gateway = await startTestGateway({ overrides: { models } });
  client = await gateway.connect();
  await client.call('policy.update', {
    patch: {
      toolPolicy: { rules: RULES, tools: { 'file.write': 'deny' } },
      executionPolicy: { network: { allowHosts: ['*.docs.example'] } },
    },
    idempotencyKey: newKey(),
  });
  ({ id: sessionId, folder } = await client.call('sessions.create', { idempotencyKey: newKey() }));
});
afterAll(() => gateway[Symbol.asyncDispose]());

const evaluate = (toolName: string, args: Record<string, unknown>, more: Partial<Params> = {}) =>
  client.call('policy.evaluate', { toolName, args, sessionId, ...more });
type Params = MethodInput<'policy.evaluate'>;

describe('policy.evaluate', () => {
  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ['without a tool', { args: {} }, 'INVALID_REQUEST', /^toolName: /],
    ['without arguments', { toolName: 'file.read' }, 'INVALID_REQUEST', /^args: /],
    [
      'with a candidate policy',
      { toolName: 'file.read', args: { path: 'a' }, policy: {} },
      'INVALID_REQUEST',
      /policy/,
    ],
    [
      'with arguments that the tool does not take',
      { toolName: 'file.read', args: { file: 'a' } },
      'INVALID_REQUEST',
      /^args: /,
    ],
    ['with a mode that is none', { toolName: 'x', args: {}, runtimeMode: 'moon' }, 'INVALID_REQUEST', /^runtimeMode: /],
    ['of a session that is not there', { toolName: 'x', args: {}, sessionId: 'ses_none' }, 'NOT_FOUND', /./],
  ])('%s is refused', async (_name, input, code, message) => {
    expect(await client.refusal('policy.evaluate', input)).toMatchObject({ code, message: like(message) });
  });

  test('a tool that is not there is denied by default', async () => {
    expect(await evaluate('coffee.make', {})).toEqual({
      verdict: { action: 'deny', ruleId: 'default', policyVersion: 2, reason: 'There is no tool coffee.make.' },
      risk: 'high',
      effect: 'unknown',
      wouldAsk: false,
    });
  });

  test('says the verdict, the rule that decided, and the effect of this call', async () => {
    expect(await evaluate('file.read', { path: './src/../secrets/key' })).toEqual({
      verdict: { action: 'deny', ruleId: 'secrets', policyVersion: 2, reason: 'keys stay here' },
      rule: RULES[1],
      risk: 'low',
      effect: 'read-only',
      wouldAsk: false,
    });
    expect(await evaluate('bash.exec', { argv: ['git', 'status', '-s'] })).toMatchObject({
      verdict: { action: 'allow', ruleId: 'status' },
      rule: RULES[0],
      effect: 'unknown',
    });
    expect(await evaluate('bash.exec', { command: 'git status' })).toMatchObject({
      verdict: { action: 'approval-required', ruleId: 'tools:bash.exec' },
      wouldAsk: true,
    });
    expect(await evaluate('http.request', { url: 'https://a.docs.example/x' })).toMatchObject({
      verdict: { action: 'allow', ruleId: 'network' },
      effect: 'read-only',
    });
    expect(await evaluate('http.request', { url: 'https://API.example:8443/x', method: 'POST' })).toMatchObject({
      verdict: { action: 'allow', ruleId: 'api' },
      effect: 'unknown',
    });
    expect(await evaluate('http.request', { url: 'https://api.example/x' })).toMatchObject({ wouldAsk: true });
    expect(await evaluate('file.search', { pattern: 'x' })).toMatchObject({ verdict: { ruleId: 'secrets' } });
  });

  test('an absolute path is judged in the folder of the session, and only there', async () => {
    const args = { path: `${folder}/secrets/key` };
    expect((await evaluate('file.read', args)).verdict.ruleId).toBe('secrets');
    const outside: MethodInput<'policy.evaluate'> = { toolName: 'file.read', args };
    expect((await client.call('policy.evaluate', outside)).verdict.ruleId).toBe('tools:file.read');
  });

  test('touches nothing: no event, no audit row, no file', async () => {
    const { lastSeq } = await client.call('sessions.get', { sessionId });
    const rows = async () => (await client.call('audit.query', { limit: 500 })).items.length;
    const before = await rows();
    await evaluate('file.read', { path: 'not/there' });
    await evaluate('bash.exec', { command: 'x', cwd: 'not/there' });
    expect((await client.call('sessions.get', { sessionId })).lastSeq).toBe(lastSeq);
    expect(await rows()).toBe(before);
  });

  test('names the approval of the session that covers the identical call, and no other', async () => {
    const stream = client.stream({ sessionId });
    await stream.started;
    await client.call('agent.run', { sessionId, input: 'go', idempotencyKey: newKey() });
    const required = await stream.until(({ event }) => event === 'approval.required');
    const approvalId = required.event === 'approval.required' ? required.payload.approval.approvalId : '';
    expect(await evaluate('bash.exec', { argv: ['make'] })).toMatchObject({ wouldAsk: true });
    await client.call('approval.resolve', {
      approvalId,
      decision: 'approve',
      scope: 'session',
      idempotencyKey: newKey(),
    });
    const covered = await evaluate('bash.exec', { argv: ['make'] });
    expect(covered).toMatchObject({
      verdict: { action: 'approval-required' },
      wouldAsk: false,
      grant: { approvalId, decidedBy: 'u_owner' },
    });
    for (const other of [
      evaluate('bash.exec', { argv: ['make', 'all'] }),
      evaluate('bash.exec', { argv: ['make'], cwd: 'sub' }),
      evaluate('bash.exec', { argv: ['make'] }, { runtimeMode: 'cloud' }),
      client.call('policy.evaluate', { toolName: 'bash.exec', args: { argv: ['make'] } }),
    ]) {
      const evaluation = await other;
      expect(evaluation).toMatchObject({ wouldAsk: true });
      expect(evaluation).not.toHaveProperty('grant');
    }
    const noMake = { id: 'no-make', tool: 'bash.exec', when: { argv: ['make'] }, action: 'deny' } as const;
    const setRules = (rules: readonly unknown[]) =>
      client.call('policy.update', { patch: { toolPolicy: { rules } }, idempotencyKey: newKey() });
    await setRules([...RULES, noMake]);
    const denied = await evaluate('bash.exec', { argv: ['make'] });
    expect(denied).toMatchObject({ verdict: { action: 'deny' }, rule: noMake, wouldAsk: false });
    expect(denied).not.toHaveProperty('grant');
    await setRules(RULES);
    stream.stop();
  });
});

describe('tools.list', () => {
  test('with anything to say is refused', async () => {
    expect(await client.refusal('tools.list', { sessionId })).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('has every tool with its schema, what the policy says of it, and the rules that speak of it', async () => {
    const { tools, modes } = await client.call('tools.list', {});
    expect(modes).toEqual(['local']);
    const said = tools.map(({ name, action, reaches, ruleIds }) => [name, action, reaches, ruleIds]);
    expect(said).toEqual(
      expect.arrayContaining([
        ['bash.exec', 'approval-required', 'workspace', ['status']],
        ['file.read', 'allow', 'workspace', ['secrets']],
        ['file.write', 'deny', 'workspace', ['secrets']],
        ['http.request', 'approval-required', 'network', ['api']],
        ['memory.append', 'allow', 'memory', []],
      ]),
    );
    const policy = await client.call('policy.get', {});
    expect(Object.keys(policy.toolPolicy.tools).toSorted()).toEqual(tools.map(({ name }) => name).toSorted());
    for (const { name, description, params } of tools) {
      expect(description, name).not.toBe('');
      expect(params, name).toMatchObject({ type: 'object', additionalProperties: false });
    }
  });
});
