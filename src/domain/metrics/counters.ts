/**
 * What no row tells: counted in this process, by the minute, for as long as the longest window looks back. So it says what happened
 * since this gateway started, and of this gateway only.
 */
import type { Envelope } from '../../protocol/events.ts';
import type { Clock } from '../ports.ts';

export const COUNTERS = ['fallback', 'limited_call', 'limited_message', 'limited_sign_in'] as const;
export type CounterName = (typeof COUNTERS)[number];

export type Counters = {
  count(name: CounterName): void;
  /** Counts what committed events tell: who answered in the place of another. */
  note(envelopes: readonly Envelope[]): void;
  /** How often from the minute of `from` on; and from when on it was counted. */
  since(from: number): { counts: Record<CounterName, number>; since: number };
};

const MINUTE_MS = 60_000;
const KEPT_MINUTES = 7 * 24 * 60 + 121;

export function createCounters(clock: Pick<Clock, 'now'>): Counters {
  const startedAt = clock.now();
  const minutes = new Map<CounterName, Map<number, number>>(COUNTERS.map((name) => [name, new Map()]));
  const minuteOf = (time: number) => Math.floor(time / MINUTE_MS);

  function count(name: CounterName): void {
    const kept = minutes.get(name);
    if (!kept) return;
    const minute = minuteOf(clock.now());
    kept.set(minute, (kept.get(minute) ?? 0) + 1);
    // In the order of time, but for a clock that was set back: the oldest is the first.
    const [oldest] = kept.keys();
    if (oldest !== undefined && oldest < minute - KEPT_MINUTES) kept.delete(oldest);
  }

  function countFrom(name: CounterName, from: number): number {
    let total = 0;
    for (const [minute, times] of minutes.get(name) ?? []) if (minute >= minuteOf(from)) total += times;
    return total;
  }

  return {
    count,
    note: (envelopes) => {
      for (const envelope of envelopes) {
        if (envelope.event === 'session.updated' && envelope.payload.notice?.kind === 'fallback') count('fallback');
      }
    },
    since: (from) => ({
      counts: {
        fallback: countFrom('fallback', from),
        limited_call: countFrom('limited_call', from),
        limited_message: countFrom('limited_message', from),
        limited_sign_in: countFrom('limited_sign_in', from),
      },
      since: Math.max(from, startedAt),
    }),
  };
}
