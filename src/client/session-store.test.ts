import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProtocolErrorShape } from '../protocol/errors.ts';
import type { Envelope } from '../protocol/events.ts';
import type { MethodResult } from '../protocol/methods.ts';
import { CallFailure } from './call-failure.ts';
import { foldAll } from './fold/fold.ts';
import { accepted, delta, journal, randomJournal, SESSION_ID, sessionOf, toolCall } from './fold/journal.fixture.ts';
import { stateHash } from './fold/state-hash.ts';
import { activeRun, emptyTranscript, seedSession } from './fold/transcript.ts';
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
  const snapshot: Partial<MethodResult<'sessions.get'>> = {};
  const fake = { events, fail: undefined as CallFailure | undefined, streams, reads, snapshot };
  const query = (async (method: string, input: { afterSeq?: number; beforeSeq?: number; limit?: number }) => {
    const isNewest = input.beforeSeq === Number.MAX_SAFE_INTEGER;
    reads.push(
      [method, input.afterSeq ?? '', input.beforeSeq === undefined ? '' : isNewest ? '<end' : `<${input.beforeSeq}`]
        .filter((part) => part !== '')
        .join(' '),
    );
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
        ...fake.snapshot,
      };
    }
    if (input.beforeSeq !== undefined) {
      const end = Math.min(input.beforeSeq - 1, lastSeq);
      const begin = Math.max(0, end - Math.min(pageSize, input.limit ?? pageSize));
      return { events: fake.events.slice(begin, end), lastSeq, ...(begin > 0 ? { nextSeq: begin + 1 } : {}) };
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

describe('a long session that is opened by its end', () => {
  const openPaged = (gateway: ReturnType<typeof fakeGateway>, more: { fromSeq?: number } = {}) => {
    const options = { client: gateway.client, sessionId: SESSION_ID, pageSize: 10, ...more };
    const store = openSession(options);
    const statuses: string[] = [];
    store.subscribe(() => statuses.push(store.get().status));
    return { store, statuses };
  };
  const events = randomJournal(11, 12);
  const last = events.length;

  test('reads the newest page only, and follows', async () => {
    const gateway = fakeGateway(events, 1000);
    const { store } = openPaged(gateway);
    await ready(store);
    expect(gateway.reads).toEqual(['sessions.get', 'sessions.history <end']);
    expect(gateway.streams[0]?.after).toBe(`t${last}`);
    expect(store.get()).toMatchObject({ older: 'more', transcript: { fromSeq: last - 9, seq: last } });
  });

  test('goes back page by page to the same state as reading all of it, and says when there is no more', async () => {
    const gateway = fakeGateway(events, 1000);
    const { store, statuses } = openPaged(gateway);
    await ready(store);
    while (store.get().older === 'more') await store.readOlder();
    expect(store.get().older).toBe('none');
    expect(stateHash(store.get().transcript)).toBe(stateHash(whole(events, last)));
    const { length } = gateway.reads;
    await store.readOlder();
    expect(gateway.reads).toHaveLength(length);
    expect(new Set(statuses)).toEqual(new Set(['ready']));
  });

  test('events that come while an older page is on its way are there when it arrives', async () => {
    const gateway = fakeGateway(events.slice(0, -5), 1000);
    const { store } = openPaged(gateway);
    await ready(store);
    const reading = store.readOlder(1);
    expect(store.get().older).toBe('reading');
    for (const event of events.slice(-5)) gateway.streams[0]?.handlers.onEvent(event);
    expect(store.get().older).toBe('reading');
    await reading;
    expect(stateHash(store.get().transcript)).toBe(stateHash(whole(events, last - 5)));
  });

  test('a page that cannot be read says so, leaves the rest as it is, and can be asked for again', async () => {
    const gateway = fakeGateway(events, 1000);
    const { store } = openPaged(gateway);
    await ready(store);
    const { transcript } = store.get();
    gateway.set({ fail: refusal('INTERNAL_ERROR') });
    await store.readOlder();
    expect(store.get()).toMatchObject({ status: 'ready', older: 'failed' });
    expect(store.get().transcript).toBe(transcript);
    gateway.set({ fail: undefined });
    await store.readOlder();
    expect(store.get()).toMatchObject({ older: 'more', transcript: { fromSeq: last - 19 } });
  });

  test('a place in the middle is reached before anything is shown', async () => {
    const gateway = fakeGateway(events, 1000);
    const { store, statuses } = openPaged(gateway, { fromSeq: 5 });
    await ready(store);
    expect(store.get().transcript.fromSeq).toBeLessThanOrEqual(5);
    expect(statuses).toEqual(['ready']);
  });

  test('a message that is longer than a page is read to its beginning', async () => {
    const long = journal([accepted('r'), ...Array.from({ length: 25 }, (_, at) => delta('r', 'm', [at, 'x']))]);
    const { store } = openPaged(fakeGateway(long, 1000));
    await ready(store);
    expect(store.get().transcript.items.at(-1)).toMatchObject({ text: 'x'.repeat(25) });
  });

  test('a run that began long ago is known to be on, and a message that waits is there', async () => {
    const run = { sessionId: SESSION_ID, traceId: 't', model: 'm', runtimeMode: 'local', steps: 1 } as const;
    const began = { ...run, usage: { inputTokens: 0, outputTokens: 0 }, startedAt: '2026-11-22T10:00:00.000Z' };
    const busy = journal([
      accepted('r'),
      accepted('q', 'later', { status: 'queued' }),
      ...Array.from({ length: 15 }, (_, at) => toolCall('r', `t${at}`)),
    ]);
    const gateway = fakeGateway(busy, 1000);
    const activeRun_ = { ...began, runId: 'r', status: 'running' } as const;
    gateway.set({ snapshot: { activeRun: activeRun_ } });
    const { store } = openPaged(gateway);
    await ready(store);
    expect(activeRun(store.get().transcript)?.runId).toBe('r');
    expect(store.get().transcript.queued).toEqual([]);
    gateway.set({ snapshot: { activeRun: activeRun_, queuedRuns: [{ ...began, runId: 'q', status: 'queued' }] } });
    const again = openPaged(gateway).store;
    await ready(again);
    expect(again.get().transcript.queued.map(({ text }) => text)).toEqual(['later']);
  });

  test('after a gap only what is missing is read; the older pages stay', async () => {
    const gateway = fakeGateway(events.slice(0, -6), 1000);
    const { store, statuses } = openPaged(gateway);
    await ready(store);
    await store.readOlder();
    const { fromSeq } = store.get().transcript;
    gateway.set({ events });
    gateway.streams[0]?.handlers.onEvent(events.at(-1) ?? never());
    await vi.waitFor(() => expect(store.get().transcript.seq).toBe(last));
    expect(gateway.reads.at(-1)).toBe(`sessions.history ${last - 6}`);
    expect(store.get().transcript.fromSeq).toBe(fromSeq);
    await store.readOlder(1);
    expect(stateHash(store.get().transcript)).toBe(stateHash(whole(events, last - 6)));
    expect(new Set(statuses)).toEqual(new Set(['ready']));
  });

  test('what happened between the newest page and the snapshot is read as well', async () => {
    const gateway = fakeGateway(events.slice(0, -3), 1000);
    const { query } = gateway.client;
    const late: typeof query = async (method, input, signal) => {
      if (method === 'sessions.get') {
        await Promise.resolve();
        gateway.set({ events });
      }
      return query(method, input, signal);
    };
    const store = openSession({ client: { ...gateway.client, query: late }, sessionId: SESSION_ID, pageSize: 10 });
    store.subscribe(() => {});
    await ready(store);
    expect(store.get().transcript.seq).toBe(last);
    expect(gateway.streams[0]?.after).toBe(`t${last}`);
  });

  test('a restored backup is opened anew', async () => {
    const gateway = fakeGateway(events, 1000);
    const { store } = openPaged(gateway);
    await ready(store);
    gateway.set({ events: journal([accepted('other', 'restored')]) });
    gateway.streams[0]?.handlers.onEnd(refusal('RESYNC_REQUIRED'));
    await vi.waitFor(() => expect(store.get().transcript.seq).toBe(1));
    expect(store.get()).toMatchObject({ older: 'none', transcript: { fromSeq: 1, items: [{ text: 'restored' }] } });
  });
});

function never(): never {
  throw new Error('the journal is too short');
}
