import { expect, test } from 'vitest';
import type { Envelope } from '../../protocol/events.ts';
import { createCounters } from './counters.ts';
import { percentiles } from './percentiles.ts';

const MINUTE = 60_000;

/** Of an event only what counters look at: the cast leaves the rest of the envelope out. */
const updated = (kind?: string) =>
  ({ event: 'session.updated', payload: kind === undefined ? {} : { notice: { kind } } }) as unknown as Envelope;

test('what happened before the window, or before the start, is not in it, and the answer says from when on it was counted', () => {
  let now = 1_000 * MINUTE;
  const counters = createCounters({ now: () => now });
  counters.count('limited_call');
  now += 30 * MINUTE;
  counters.count('limited_call');
  counters.count('limited_sign_in');
  expect(counters.since(0)).toEqual({
    counts: { fallback: 0, limited_call: 2, limited_message: 0, limited_sign_in: 1 },
    since: 1_000 * MINUTE,
  });
  expect(counters.since(1_001 * MINUTE)).toMatchObject({ counts: { limited_call: 1 }, since: 1_001 * MINUTE });
});

test('a model that answered in the place of another is counted, other notices are not', () => {
  const counters = createCounters({ now: () => 0 });
  counters.note([updated('fallback'), updated(), updated('reset'), updated('fallback')]);
  expect(counters.since(0).counts.fallback).toBe(2);
});

test('a percentile is a value that was there, and nothing has none', () => {
  expect(percentiles([])).toEqual({ count: 0 });
  expect(percentiles([5])).toEqual({ count: 1, p50: 5, p95: 5, p99: 5 });
  expect(percentiles(Array.from({ length: 200 }, (_, n) => 200 - n))).toEqual({
    count: 200,
    p50: 100,
    p95: 190,
    p99: 198,
  });
});
