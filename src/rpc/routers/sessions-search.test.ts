import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS } from '../../protocol/methods.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { scriptedModels, scriptedTools } from '../scripted.fixture.ts';

let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function ran(input: string): Promise<string> {
  const stream = client.stream();
  await stream.started;
  const { runId, sessionId } = await client.call('agent.run', { input, idempotencyKey: newKey() });
  await stream.until(ends(runId));
  stream.stop();
  await stream.stopped;
  return sessionId;
}

describe('sessions.search', () => {
  test.each([
    ['an unknown field', { query: 'x', colour: 'bay' }],
    ['no query', {}],
    ['a query without an end', { query: 'x'.repeat(201) }],
    ['a limit over the maximum', { query: 'x', limit: 51 }],
    ['a foreign cursor', { query: 'needle', cursor: 'nonsense' }],
  ])('with %s is INVALID_REQUEST', async (_name, input) => {
    expect(await client.refusal('sessions.search', input)).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('finds the message and the answer, each at the event to jump to', async () => {
    const sessionId = await ran('我的猫咪 likes fish');
    const answer = await client.call('sessions.search', { query: '猫咪 LIKES' });
    expect(METHODS['sessions.search'].result.parse(answer)).toEqual(answer);
    expect(answer.hits.map(({ role, snippet }) => [role, snippet])).toEqual([
      ['assistant', '我的猫咪 likes fish'],
      ['user', '我的猫咪 likes fish'],
    ]);
    const { events } = await client.call('sessions.history', { sessionId });
    const eventAt = (seq: number | undefined) => events.find((event) => event.seq === seq)?.event;
    expect(answer.hits.map(({ seq }) => eventAt(seq))).toEqual(['agent.completed', 'agent.accepted']);
  });

  test('finds what is archived, and says so, and all of it after a restart', async () => {
    const sessionId = await ran('remember the xylophone');
    await client.call('sessions.update', { sessionId, archived: true, idempotencyKey: newKey() });
    await gateway.restart();
    client = await gateway.connect();
    const { hits } = await client.call('sessions.search', { query: 'xylo' });
    expect(hits.map((hit) => [hit.sessionId, hit.archived])).toEqual([
      [sessionId, true],
      [sessionId, true],
    ]);
  });
});
