import type { Clock } from '../domain/ports.ts';

/** The real clock, moved ahead by what the test says: timers run in real time. */
export function createShiftedClock(real: Clock): Clock & { advance(ms: number): void } {
  let shift = 0;
  const pending = new Set<{ at: number; fn: () => void; cancel: () => void }>();
  const clock = {
    now: () => real.now() + shift,
    after: (delayMs: number, fn: () => void) => {
      const timer = { at: clock.now() + delayMs, fn, cancel: () => undefined as void };
      const fire = () => {
        pending.delete(timer);
        fn();
      };
      timer.fn = fire;
      timer.cancel = real.after(delayMs, fire);
      pending.add(timer);
      return () => {
        timer.cancel();
        pending.delete(timer);
      };
    },
    advance: (ms: number) => {
      shift += ms;
      for (const timer of [...pending].sort((a, b) => a.at - b.at)) {
        if (timer.at > clock.now()) continue;
        timer.cancel();
        timer.fn();
      }
    },
  };
  return clock;
}
