import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EVENT_NAMES } from '../protocol/events.ts';
import { LIMITS } from '../protocol/limits.ts';
import { type BareClient, ends, newKey } from '../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts';
import { like } from './matchers.fixture.ts';
import { scriptedModels, scriptedTools } from './scripted.fixture.ts';

let gateway: TestGateway;
let client: BareClient;
const start = () => startTestGateway({ overrides: { models: scriptedModels(), tools: scriptedTools() } });
beforeAll(async () => {
  gateway = await start();
});
beforeEach(async () => {
  client = await gateway.connect();
});
afterEach(() => {
  client.close();
  const broken = client.broken();
  if (broken) throw broken;
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** A whole run with reasoning, text, a tool and its result, as one live stream saw it. */
async function seenRun(input = 'call file.read hay') {
  const live = client.stream();
  await live.started;
  const { runId, sessionId } = await client.call('agent.run', { input, idempotencyKey: newKey() });
  const { seq } = await live.until(ends(runId));
  // The session lets the run go behind its last event, in the same transaction.
  await live.until((envelope) => envelope.sessionId === sessionId && envelope.seq > seq);
  live.stop();
  await live.stopped;
  return { sessionId, runId, envelopes: live.envelopes, tokens: live.tokens };
}
const refusalOf = (stream: { started: Promise<void> }) =>
  stream.started.then(
    () => undefined,
    (error: unknown) => (error as { protocol?: unknown }).protocol,
  );

describe('a subscription is refused', () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    ['of a session of nobody', 'events.stream', { sessionId: 'ses_none' }, 'NOT_FOUND'],
    ['of one event of a session of nobody', 'agent.delta', { sessionId: 'ses_none' }, 'NOT_FOUND'],
    ['with an unknown field', 'events.stream', { colour: 'bay' }, 'INVALID_REQUEST'],
    ['with events on a stream of one', 'agent.delta', { events: ['agent.delta'] }, 'INVALID_REQUEST'],
    ['with no event at all', 'events.stream', { events: [] }, 'INVALID_REQUEST'],
    ['with an unknown event', 'events.stream', { events: ['agent.dreams'] }, 'INVALID_REQUEST'],
    ['of an unknown event', 'agent.dreams', {}, 'METHOD_NOT_FOUND'],
  ])('%s', async (_name, path, input, code) => {
    const frame = { id: 'sub', method: 'subscription', params: { path, input } };
    client.raw(JSON.stringify(frame));
    expect(await client.nextStray()).toMatchObject({ id: 'sub', error: { data: { protocol: { code } } } });
  });

  test('with RESYNC_REQUIRED and a fresh token that works, for a token that is unknown, of another home, or of the future', async () => {
    await using other = await start();
    const abroad = await other.connect();
    const { id } = await abroad.call('sessions.create', { idempotencyKey: newKey() });
    const foreign = (await abroad.call('sessions.get', { sessionId: id })).token;
    const { tokens } = await seenRun();
    const [own = ''] = tokens;
    const future = `${own.split('.')[0]}.zzzzzz`;
    for (const token of ['nonsense', '', '.', 'a.b.c', foreign, future]) {
      const refusal = (await refusalOf(client.stream({ after: token }))) as { details: { token: string } };
      expect(refusal).toMatchObject({ code: 'RESYNC_REQUIRED', retryable: false, details: { token: like(/\S/) } });
      expect(await refusalOf(client.stream({}, 'agent.delta', token))).toMatchObject({ code: 'RESYNC_REQUIRED' });
      const fresh = client.stream({ after: refusal.details.token });
      await fresh.started;
      fresh.stop();
    }
  });

  test(`when ${LIMITS.maxSubscriptions} are open, until one is stopped; refused ones take no place`, async () => {
    for (let n = 0; n < LIMITS.maxSubscriptions + 1; n += 1) {
      expect(await refusalOf(client.stream({ after: 'nonsense' }))).toMatchObject({ code: 'RESYNC_REQUIRED' });
    }
    const open = Array.from({ length: LIMITS.maxSubscriptions }, () => client.stream());
    await Promise.all(open.map(({ started }) => started));
    expect(await refusalOf(client.stream())).toMatchObject({ code: 'RATE_LIMITED' });
    open[0]?.stop();
    await open[0]?.stopped;
    await client.stream().started;
  });
});

describe('what a subscription carries', () => {
  test('events.stream has all of a session in order; each event alone has its own; filters hide the rest', async () => {
    const { sessionId, runId, envelopes, tokens } = await seenRun();
    const other = await seenRun('other');
    expect(envelopes.map(({ seq }) => seq)).toEqual(envelopes.map((_, n) => n + 1));
    expect(new Set(envelopes.map(({ event }) => event)).size).toBe(6);
    const [before = ''] = tokens;
    const rest = envelopes.slice(1);
    for (const event of EVENT_NAMES) {
      const wanted = rest.filter((envelope) => envelope.event === event);
      const alone = client.stream({ sessionId }, event, before);
      const filtered = client.stream({ sessionId, events: [event], after: before });
      for (const stream of [alone, filtered]) {
        await stream.started;
        if (wanted.length > 0) await stream.until(({ seq }) => seq === wanted.at(-1)?.seq);
        expect(stream.envelopes).toEqual(wanted);
      }
    }
    const both = client.stream({ after: before, events: ['agent.completed'] });
    await both.until(ends(other.runId));
    expect(both.envelopes.map((envelope) => envelope.runId)).toEqual([runId, other.runId]);
  });

  test('without a token: nothing of before, and nothing missed after it has started', async () => {
    const { sessionId } = await seenRun();
    const live = client.stream({ sessionId });
    await live.started;
    const { runId, seq } = await client.call('agent.run', { sessionId, input: 'x', idempotencyKey: newKey() });
    await live.until(ends(runId));
    expect(live.envelopes[0]).toMatchObject({ event: 'agent.accepted', seq, runId });
  });

  test('lastEventId beats after', async () => {
    const { sessionId, envelopes, tokens } = await seenRun();
    const stream = client.stream({ sessionId, after: tokens[5] ?? '' }, 'events.stream', tokens[1] ?? '');
    await stream.until(({ seq }) => seq === envelopes.length);
    expect(stream.envelopes).toEqual(envelopes.slice(2));
  });

  test('the token of a snapshot goes on exactly behind it', async () => {
    const { sessionId } = await seenRun();
    const { token, lastSeq } = await client.call('sessions.get', { sessionId });
    const stream = client.stream({ sessionId, after: token });
    await stream.started;
    await client.call('sessions.update', { sessionId, title: 'renamed', idempotencyKey: newKey() });
    expect(await stream.until(() => true)).toMatchObject({ event: 'session.updated', seq: lastSeq + 1 });
  });
});

describe('resuming is exact', () => {
  test('behind every event of a run, on any subscription, and after a restart', async () => {
    const { sessionId, envelopes, tokens } = await seenRun();
    const allRest = async () => {
      for (const [at, token] of tokens.entries()) {
        if (at === tokens.length - 1) continue;
        const stream = client.stream({ sessionId, after: token });
        await stream.until(({ seq }) => seq === envelopes.length);
        expect(stream.envelopes).toEqual(envelopes.slice(at + 1));
        expect(stream.tokens).toEqual(tokens.slice(at + 1));
        stream.stop();
        await stream.stopped;
      }
    };
    await allRest();
    await gateway.restart();
    client = await gateway.connect();
    await allRest();
    expect((await client.call('sessions.history', { sessionId })).events).toEqual(envelopes);
  });

  test('for a client whose connection is cut after every event while the run goes on', async () => {
    const { id: sessionId } = await client.call('sessions.create', { idempotencyKey: newKey() });
    let token = (await client.call('sessions.get', { sessionId })).token;
    const { runId } = await client.call('agent.run', { sessionId, input: 'pour 40 1100', idempotencyKey: newKey() });
    const seen: unknown[] = [];
    for (let ended = false; !ended; ) {
      const short = await gateway.connect();
      const stream = short.stream({ sessionId, after: token });
      await stream.until(() => true);
      short.socket.terminate();
      await short.closed;
      seen.push(...stream.envelopes);
      token = stream.lastToken ?? token;
      ended = stream.envelopes.some(ends(runId));
    }
    const { events } = await client.call('sessions.history', { sessionId, afterSeq: 1 });
    expect(seen).toEqual(events.slice(0, seen.length));
    expect(events.length).toBeGreaterThan(20);
  });
});
