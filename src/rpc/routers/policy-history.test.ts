import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../../protocol/limits.ts';
import { type BareClient, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { scriptedModels, scriptedTools } from '../scripted.fixture.ts';

let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const update = (patch: Record<string, unknown>) => client.call('policy.update', { patch, idempotencyKey: newKey() });

describe('policy.history is refused', () => {
  test.each([
    ['for a limit of nothing', { limit: 0 }, 'limit'],
    ['for more than a page', { limit: LIMITS.maxPage + 1 }, 'limit'],
    ['for an unknown field', { version: 1 }, 'version'],
  ])('%s: INVALID_REQUEST naming the field', async (_what, params, field) => {
    expect(await client.refusal('policy.history', params)).toMatchObject({
      code: 'INVALID_REQUEST',
      details: { field },
    });
  });

  test.each(['nonsense', '', Buffer.from('{"at":"one","id":"policy"}').toString('base64url')])(
    'for a cursor that is not one of ours: %j',
    async (cursor) => {
      expect(await client.refusal('policy.history', { cursor })).toMatchObject({ code: 'INVALID_REQUEST' });
    },
  );
});

test('the first version changed nothing, and who reads it may be a service', async () => {
  const service = await gateway.connect('service');
  const inForce = await service.call('policy.get', {});
  expect(await service.call('policy.history', {})).toEqual({ items: [{ ...inForce, changes: [] }] });
  service.close();
});

test('each version says who made it, when, and what it changed; going back is an update to what an older one says', async () => {
  const before = await client.call('policy.get', {});
  const denied = await update({ toolPolicy: { tools: { 'file.write': 'deny' } } });
  const back = await update({ toolPolicy: before.toolPolicy });
  const { items } = await client.call('policy.history', { limit: 2 });
  const path = ['toolPolicy', 'tools', 'file.write'];
  expect(items).toEqual([
    { ...back, changes: [{ path, before: 'deny', after: 'approval-required' }] },
    { ...denied, changes: [{ path, before: 'approval-required', after: 'deny' }] },
  ]);
  expect(items.map(({ updatedBy }) => updatedBy)).toEqual(['u_owner', 'u_owner']);
});

test('pages go down to the first version, without a gap and without a repeat, each change against its own predecessor', async () => {
  for (let n = 1; n <= 5; n += 1) await update({ modelPolicy: { timeoutMs: 10_000 + n } });
  const all = (await client.call('policy.history', {})).items;
  expect(all.map(({ version }) => version)).toEqual(all.map((_, at) => all.length - at));
  const paged: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.call('policy.history', { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
    paged.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(paged).toEqual(all);
});

test('a page of large versions ends at its bytes, and the next one goes on there', async () => {
  const rules = Array.from({ length: 400 }, (_, n) => ({
    id: `r${n}`,
    tool: 'bash.exec',
    when: { argv: ['x'.repeat(500)] },
    action: 'deny',
  }));
  for (const action of ['deny', 'allow', 'deny'] as const) {
    await update({ toolPolicy: { rules: rules.map((each) => ({ ...each, action })) } });
  }
  const first = await client.call('policy.history', {});
  expect(Buffer.byteLength(JSON.stringify(first.items))).toBeLessThanOrEqual(2 * LIMITS.maxHistoryPageBytes);
  const [top] = first.items;
  expect(first.items).toHaveLength(1);
  const second = await client.call('policy.history', { cursor: first.nextCursor ?? '' });
  expect(second.items[0]?.version).toBe((top?.version ?? 0) - 1);
});
