import type { Clock } from '../domain/ports.ts';

export type ManualClock = Clock & {
  /** Moves the time and calls what was due, in order. */
  advance(ms: number): void;
  /** Resolves when something waits that is due `delayMs` after it was asked for. */
  armed(delayMs: number): Promise<void>;
};

/** A clock that stands still until it is moved. */
export function createManualClock(startMs = Date.UTC(2030, 0, 1)): ManualClock {
  let now = startMs;
  type Timer = { at: number; delayMs: number; fn: () => void };
  const timers = new Set<Timer>();
  const waiting = new Set<() => void>();
  return {
    now: () => now,
    after: (delayMs, fn) => {
      // A delay of nothing only gives others their turn.
      if (delayMs === 0) {
        const turn = setImmediate(fn);
        return () => clearImmediate(turn);
      }
      const timer = { at: now + delayMs, delayMs, fn };
      timers.add(timer);
      for (const look of waiting) look();
      return () => timers.delete(timer);
    },
    advance: (ms) => {
      now += ms;
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at <= now && timers.delete(timer)) timer.fn();
      }
    },
    armed: (delayMs) =>
      new Promise((resolve) => {
        const look = () => {
          if (![...timers].some((timer) => timer.delayMs === delayMs)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
