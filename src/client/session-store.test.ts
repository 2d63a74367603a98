import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProtocolErrorShape } from '../protocol/errors.ts';
import type { Envelope } from '../protocol/events.ts';
import { CallFailure } from './call-failure.ts';
import { foldAll } from './fold/fold.ts';
import { accepted, delta, journal, randomJournal, SESSION_ID, sessionOf } from './fold/journal.fixture.ts';
import { stateHash } from './fold/state-hash.ts';
import { emptyTranscript, seedSession } from './fold/transcript.ts';
import type { GatewayClient, StreamHandlers } from './gateway-client.ts';
import { openSession, type SessionStore } from './session-store.ts';

const refusal = (code: ProtocolErrorShape['code'], retryable = false): CallFailure =>
  new CallFailure('no', { code, message: 'no', retryable, traceId: 'trace_1' });

const snapshotOf = (events: readonly Envelope[]) => ({
  ...(foldAll(emptyTranscript(SESSION_ID), events).session ?? sessionOf()),
  lastSeq: events.length,
});
/** What a client holds that opened the session when it had `known` events and now has all. */
const whole = (events: readonly Envelope[], known: number) =>
  foldAll(seedSession(emptyTranscript(SESSION_ID), snapshotOf(events.slice(0, known))), events);

/** A gateway that serves one journal, in small pages, and lets a test be the live stream. */
function fakeGateway(events: Envelope[], pageSize = 7) {
  const streams: { after: string | undefined; handlers: StreamHandlers; stopped: boolean }[] = [];
  const reads: string[] = [];
  const fake = { events, fail: undefined as CallFailure | undefined, streams, reads };
  const query = (async (method: string, input: { afterSeq?: number }) => {
    reads.push(`${method}${input.afterSeq === undefined ? '' : ` ${input.afterSeq}`}`);
    if (fake.fail) throw fake.fail;
    const lastSeq = fake.events.length;
    if (method === 'sessions.get') {
      return {
        ...snapshotOf(fake.events),
        contextTokens: 0,
        contextWindow: 1,
        queuedRuns: [],
        pendingApprovals: [],
        costUsd: 0,
        token: `t${lastSeq}`,
      };
    }
    const { afterSeq = 0 } = input;
    const page = fake.events.slice(afterSeq, afterSeq + pageSize);
    const end = afterSeq + page.length;
    return { events: page, lastSeq, ...(end < lastSeq ? { nextSeq: end } : {}) };
  }) as GatewayClient['query'];
  const stream: GatewayClient['stream'] = ({ after }, handlers) => {
    const opened = { after, handlers, stopped: false };
    streams.push(opened);
    return () => {
      opened.stopped = true;
    };
  };
  return { ...fake, client: { query, stream }, set: (more: Partial<typeof fake>) => Object.assign(fake, more) };
}

const immediately = (callback: () => void): void => callback();
const open = (client: Pick<GatewayClient, 'query' | 'stream'>): SessionStore =>
  openSession({ client, sessionId: SESSION_ID, schedule: immediately });
const ready = (store: SessionStore) => vi.waitFor(() => expect(store.get().status).toBe('ready'));

beforeEach(() => void vi.useRealTimers());

describe('an open session', () => {
  test('asks for nothing until somebody looks, and stops when nobody does', async () => {
    const gateway = fakeGateway(randomJournal(1));
    const store = open(gateway.client);
    expect(gateway.reads).toEqual([]);
    const leave = store.subscribe(() => {});
    await ready(store);
    expect(gateway.streams).toHaveLength(1);
    leave();
    expect(gateway.streams[0]?.stopped).toBe(true);
  });

  test('a session that does not exist is missing, and no stream is opened', async () => {
    const gateway = fakeGateway([]);
    gateway.set({ fail: refusal('NOT_FOUND') });
    const store = open(gateway.client);
    store.subscribe(() => {});
    await vi.waitFor(() => expect(store.get()).toMatchObject({ status: 'missing', error: { code: 'NOT_FOUND' } }));
    expect(gateway.streams).toEqual([]);
  });

  test('a load that fails says why and can be tried again', async () => {
    const gateway = fakeGateway(randomJournal(2));
    gateway.set({ fail: refusal('INTERNAL_ERROR') });
    const store = open(gateway.client);
    store.subscribe(() => {});
    await vi.waitFor(() => expect(store.get()).toMatchObject({ status: 'failed', error: { traceId: 'trace_1' } }));
    gateway.set({ fail: undefined });
    store.reload();
    await ready(store);
  });

  test('reads every page, then follows from the snapshot’s token; repeats are folded once', async () => {
    const events = randomJournal(3);
    const gateway = fakeGateway(events.slice(0, 20));
    const store = open(gateway.client);
    store.subscribe(() => {});
    await ready(store);
    expect(gateway.streams[0]?.after).toBe('t20');
    for (const event of events.slice(15)) gateway.streams[0]?.handlers.onEvent(event);
    expect(store.get().transcript).toEqual(whole(events, 20));
  });

  test('shows nothing of a first load before all of it is there', async () => {
    const store = open(fakeGateway(randomJournal(4)).client);
    const seen: string[] = [];
    store.subscribe(() => seen.push(`${store.get().status} ${store.get().transcript.items.length > 0}`));
    await ready(store);
    expect(seen).toEqual(['ready true']);
  });

  test.each(['a gap in the stream', 'RESYNC_REQUIRED', 'a stream that ends'] as const)(
    '%s: reads only what is missing, shows everything meanwhile, and ends in the same state',
    async (trouble) => {
      const events = randomJournal(5);
      const half = Math.floor(events.length / 2);
      const gateway = fakeGateway(events.slice(0, half), 1000);
      const store = open(gateway.client);
      const statuses = new Set<string>();
      store.subscribe(() => statuses.add(store.get().status));
      await ready(store);
      gateway.set({ events });
      const first = gateway.streams[0];
      const last = events.at(-1);
      if (!first || !last) throw new Error('no stream');
      if (trouble === 'a gap in the stream') first.handlers.onEvent(last);
      else first.handlers.onEnd(trouble === 'RESYNC_REQUIRED' ? refusal('RESYNC_REQUIRED') : new CallFailure('ended'));
      await vi.waitFor(() => expect(gateway.streams).toHaveLength(2));
      expect(gateway.streams[1]?.after).toBe(`t${events.length}`);
      expect(gateway.reads.at(-1)).toBe(`sessions.history ${half}`);
      expect(statuses).toEqual(new Set(['ready']));
      expect(stateHash(store.get().transcript)).toBe(stateHash(whole(events, half)));
    },
  );

  test('a journal that is shorter than what is known is another journal: nothing known holds', async () => {
    const gateway = fakeGateway(randomJournal(6));
    const store = open(gateway.client);
    store.subscribe(() => {});
    await ready(store);
    const restored = journal([accepted('other', 'restored')]);
    gateway.set({ events: restored });
    gateway.streams[0]?.handlers.onEnd(refusal('RESYNC_REQUIRED'));
    await vi.waitFor(() => expect(store.get().transcript.seq).toBe(1));
    expect(store.get().transcript.items).toMatchObject([{ kind: 'user', text: 'restored' }]);
  });

  test('many events in one frame are one notification', async () => {
    const frames: (() => void)[] = [];
    const gateway = fakeGateway(journal([accepted('r')]));
    const store = openSession({
      client: gateway.client,
      sessionId: SESSION_ID,
      schedule: (callback) => void frames.push(callback),
    });
    let notified = 0;
    store.subscribe(() => (notified += 1));
    await vi.waitFor(() => expect(frames).toHaveLength(1));
    frames.pop()?.();
    expect(notified).toBe(1);
    const words = journal(
      Array.from({ length: 200 }, (_, i) => delta('r', 'm', [i, 'x'])),
      2,
    );
    for (const event of words) gateway.streams[0]?.handlers.onEvent(event);
    expect(notified).toBe(1);
    expect(frames).toHaveLength(1);
    frames.pop()?.();
    expect(notified).toBe(2);
    expect(store.get().transcript.items.at(-1)).toMatchObject({ text: 'x'.repeat(200) });
  });
});

describe('a client that needs the events themselves', () => {
  test('is told of each once and in order, over a resync as well', async () => {
    const events = journal([accepted('r'), ...Array.from({ length: 20 }, (_, at) => delta('r', 'm', [at, 'x']))]);
    const gateway = fakeGateway(events.slice(0, 5));
    const told: number[] = [];
    const store = openSession({ client: gateway.client, sessionId: SESSION_ID, onEvent: ({ seq }) => told.push(seq) });
    const leave = store.subscribe(() => {});
    await ready(store);
    const [stream] = gateway.streams;
    for (const event of events.slice(3, 8)) stream?.handlers.onEvent(event);
    gateway.events.push(...events.slice(5));
    // Seq 9 to 11 are missing: it reads them, and what came with them.
    stream?.handlers.onEvent(events[11] ?? never());
    await vi.waitFor(() => expect(store.get().transcript.seq).toBe(21));
    expect(told).toEqual(events.map(({ seq }) => seq));
    leave();
  });

  test('reads nothing of what is known already', async () => {
    const events = randomJournal(4);
    const gateway = fakeGateway(events);
    const known = foldAll(emptyTranscript(SESSION_ID), events.slice(0, -3));
    const told: number[] = [];
    const store = openSession({
      client: gateway.client,
      sessionId: SESSION_ID,
      known,
      onEvent: ({ seq }) => told.push(seq),
    });
    const leave = store.subscribe(() => {});
    await ready(store);
    expect(gateway.reads).toEqual(['sessions.get', `sessions.history ${events.length - 3}`]);
    expect(told).toEqual(events.slice(-3).map(({ seq }) => seq));
    expect(stateHash(store.get().transcript)).toBe(stateHash(whole(events, events.length)));
    leave();
  });
});

function never(): never {
  throw new Error('the journal is too short');
}
