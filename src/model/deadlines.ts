/**
 * The two timers of an attempt: how long until the first token, and how long without any sign of life after it. One timer
 * runs at a time and is not touched for each part: thousands of parts come in one answer, and what they do is write down
 * when they came. Time in which nobody waits for the provider is not held against it.
 */
import type { Clock } from '../domain/ports.ts';

export type Expiry = { kind: 'timeout' | 'silence'; afterMs: number };

export type Deadlines = {
  /** The provider is waited for from now on. */
  wait(): void;
  /** A part came: nobody waits until the next `wait`. */
  rest(): void;
  /** Bytes came, whatever they say. */
  alive(): void;
  /** Text, reasoning or a tool call came: from now on only silence ends the attempt. */
  spoke(): void;
  end(): void;
};

export function createDeadlines(
  { clock, timeoutMs, silenceMs }: { clock: Pick<Clock, 'now' | 'after'>; timeoutMs: number; silenceMs: number },
  expire: (expiry: Expiry) => void,
): Deadlines {
  let waiting = false;
  let hasSpoken = false;
  let quietSince = 0;
  let cancel: (() => void) | undefined = clock.after(timeoutMs, () => expire({ kind: 'timeout', afterMs: timeoutMs }));

  const arm = (delayMs: number) => {
    cancel = clock.after(delayMs, () => {
      cancel = undefined;
      if (!waiting) return;
      // A clock that was set back begins anew: the wait is at most twice as long.
      quietSince = Math.min(quietSince, clock.now());
      const quietMs = clock.now() - quietSince;
      if (quietMs >= silenceMs) expire({ kind: 'silence', afterMs: silenceMs });
      else arm(silenceMs - quietMs);
    });
  };

  return {
    wait() {
      waiting = true;
      if (!hasSpoken) return;
      quietSince = clock.now();
      if (!cancel) arm(silenceMs);
    },
    rest() {
      waiting = false;
    },
    alive() {
      if (hasSpoken) quietSince = clock.now();
    },
    spoke() {
      if (hasSpoken) return;
      hasSpoken = true;
      cancel?.();
      cancel = undefined;
    },
    end() {
      waiting = false;
      cancel?.();
      cancel = undefined;
    },
  };
}
