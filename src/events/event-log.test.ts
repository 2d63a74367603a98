import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FeedFilter, SlowReader } from '../domain/feed.ts';
import type { Envelope } from '../protocol/events.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { createMemoryJournal, type MemoryJournal, makeEvent, SCOPE } from './journal.fixture.ts';

const MAX_BYTES = 4_000;
let journal: MemoryJournal;
let log: EventLog;
let stop: AbortController;
beforeEach(() => {
  journal = createMemoryJournal();
  log = createEventLog(() => journal, MAX_BYTES);
  stop = new AbortController();
});
afterEach(() => stop.abort());

/** Commits events, then publishes them, as a transaction does. */
function commit(...envelopes: Envelope[]): void {
  journal.events.push(...envelopes);
  log.publish(envelopes);
}
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => makeEvent(first + n));

type Options = FeedFilter & { after?: number; writable?: () => Promise<void> | undefined };
const follow = (options: Options = {}) => log.follow(SCOPE, options, stop.signal)[Symbol.asyncIterator]();

/** The places of the next `count` events. */
async function take(reader: AsyncIterator<Envelope>, count: number): Promise<number[]> {
  const places: number[] = [];
  while (places.length < count) {
    const next = await reader.next();
    if (next.done) break;
    places.push(next.value.stateVersion);
  }
  return places;
}
const range = (first: number, last: number) => from(first, last).map(({ stateVersion }) => stateVersion);

describe('a reader that is too slow', () => {
  test('is dropped while it waits to write, without waiting for its socket', async () => {
    const reader = follow({ writable: () => new Promise(() => undefined) });
    const first = reader.next();
    commit(makeEvent(1));
    await new Promise(setImmediate);
    commit(...from(2, 30));
    await expect(first).rejects.toThrow(SlowReader);
  });

  test('does not slow or drop another one', async () => {
    const slow = follow({ writable: () => new Promise(() => undefined) });
    const slowEnd = slow.next();
    const fast = follow();
    for (let place = 1; place <= 100; place += 1) {
      commit(makeEvent(place));
      expect(await take(fast, 1)).toEqual([place]);
    }
    await expect(slowEnd).rejects.toThrow(SlowReader);
  });

  test('gets a single event that is larger than the bound, when nothing else waits', async () => {
    const reader = follow();
    commit(makeEvent(1, { bytes: 3 * MAX_BYTES }));
    expect(await take(reader, 1)).toEqual([1]);
  });
});

describe('a reader that keeps up', () => {
  test('gets all of a burst that is larger than the bound, once and in order, and what follows', async () => {
    const reader = follow();
    commit(...from(1, 30));
    expect(await take(reader, 30)).toEqual(range(1, 30));
    commit(...from(31, 60));
    commit(makeEvent(61));
    expect(await take(reader, 31)).toEqual(range(31, 61));
  });
});

describe('a reader of the past', () => {
  test('misses nothing and sees nothing twice when events commit between its subscription, its read and its answer', async () => {
    commit(...from(1, 3));
    const reader = follow({ after: 0 });
    commit(...from(4, 5));
    journal.onRead = () => {
      journal.onRead = () => undefined;
      commit(...from(6, 7));
    };
    expect(await take(reader, 7)).toEqual(range(1, 7));
    commit(makeEvent(8));
    expect(await take(reader, 1)).toEqual([8]);
  });

  test('sees an event once that is in the store and not published yet', async () => {
    const late = makeEvent(2);
    commit(makeEvent(1));
    const reader = follow({ after: 0 });
    journal.events.push(late);
    expect(await take(reader, 2)).toEqual([1, 2]);
    log.publish([late]);
    commit(makeEvent(3));
    expect(await take(reader, 1)).toEqual([3]);
  });

  test('is sent back to the store by an overflow instead of being dropped', async () => {
    commit(...from(1, 10));
    const reader = follow({ after: 0 });
    expect(await take(reader, 5)).toEqual(range(1, 5));
    commit(...from(11, 100));
    expect(await take(reader, 95)).toEqual(range(6, 100));
    expect(journal.reads).toBeGreaterThan(1);
    commit(makeEvent(101));
    expect(await take(reader, 1)).toEqual([101]);
  });

  test('is sent back again when it overflows in the last read too', async () => {
    commit(makeEvent(1));
    const bursts = [from(2, 40), from(41, 80)];
    const reader = follow({ after: 0 });
    journal.onRead = () => commit(...(bursts.shift() ?? []));
    expect(await take(reader, 80)).toEqual(range(1, 80));
    expect(bursts).toEqual([]);
  });

  test('reads page by page, to the event', async () => {
    commit(...from(1, 1_000));
    const reader = follow({ after: 0 });
    expect(await take(reader, 1_000)).toEqual(range(1, 1_000));
    commit(makeEvent(1_001));
    expect(await take(reader, 1)).toEqual([1_001]);
  });

  test('goes on exactly behind the place it names', async () => {
    commit(...from(1, 10));
    for (let after = 0; after < 10; after += 1) {
      expect(await take(follow({ after }), 10 - after)).toEqual(range(after + 1, 10));
    }
  });
});

describe('a live reader', () => {
  test('sees nothing of the past, and everything from the moment it asked on, even before it first reads', async () => {
    commit(...from(1, 5));
    const reader = follow();
    commit(...from(6, 7));
    expect(await take(reader, 2)).toEqual([6, 7]);
    expect(journal.reads).toBe(0);
  });

  test('ends when its signal is aborted, waiting or not, and takes nothing any more', async () => {
    const waiting = follow();
    const next = waiting.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await follow().next()).toEqual({ done: true, value: undefined });
  });
});

describe('a filter', () => {
  const mixed = () => [
    makeEvent(1),
    makeEvent(2, { sessionId: 'ses_b' }),
    makeEvent(3, { event: 'agent.completed' }),
    makeEvent(4, { sessionId: 'ses_b', event: 'agent.completed' }),
    makeEvent(5, { tenantId: 't_other' }),
    makeEvent(6, { workspaceId: 'w_other' }),
    makeEvent(7),
  ];
  test.each<[string, FeedFilter, number[]]>([
    ['none: everything of the own tenant and workspace', {}, [1, 2, 3, 4, 7]],
    ['a session', { sessionId: 'ses_b' }, [2, 4]],
    ['some events', { events: ['agent.completed'] }, [3, 4]],
    ['both', { sessionId: 'ses_b', events: ['agent.completed'] }, [4]],
  ])('%s', async (_name, filter, places) => {
    const reader = follow(filter);
    commit(...mixed());
    expect(await take(reader, places.length)).toEqual(places);
    // The next thing it sees is the next thing that passes: nothing is left in between.
    commit(makeEvent(8, { sessionId: 'ses_b', event: 'agent.completed' }));
    expect(await take(reader, 1)).toEqual([8]);
  });

  test('keeps what it hides out of the bound of a reader', async () => {
    const reader = follow({ sessionId: 'ses_b' });
    commit(...from(1, 100));
    commit(makeEvent(101, { sessionId: 'ses_b' }));
    expect(await take(reader, 1)).toEqual([101]);
  });
});
