import { expect, test } from 'vitest';
import { createDeadlines, type Expiry } from './deadlines.ts';

/** A clock whose time passes in steps, and what ran out in it. */
function start(options: { timeoutMs: number; silenceMs: number }) {
  let now = 1_000_000;
  let timers: { at: number; fn: () => void }[] = [];
  let set = 0;
  const clock = {
    now: () => now,
    after(delayMs: number, fn: () => void) {
      set += 1;
      const timer = { at: now + delayMs, fn };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  };
  const expired: Expiry[] = [];
  const deadlines = createDeadlines({ clock, ...options }, (expiry) => expired.push(expiry));
  return {
    deadlines,
    expired,
    pass(ms: number) {
      const until = now + ms;
      for (;;) {
        const [due] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (!due) break;
        timers = timers.filter((each) => each !== due);
        now = Math.max(now, due.at);
        due.fn();
      }
      now = until;
    },
    jump(ms: number) {
      now += ms;
      for (const timer of timers) timer.at += ms;
    },
    timersSet: () => set,
    timersRunning: () => timers.length,
  };
}

const LIMITS = { timeoutMs: 1_000, silenceMs: 300 };
const TIMEOUT = { kind: 'timeout', afterMs: 1_000 };
const SILENCE = { kind: 'silence', afterMs: 300 };

test('before the first token signs of life do not put off the timeout', () => {
  const { deadlines, expired, pass } = start(LIMITS);
  deadlines.wait();
  for (let i = 0; i < 9; i += 1) {
    pass(100);
    deadlines.alive();
    deadlines.rest();
    deadlines.wait();
  }
  pass(99);
  expect(expired).toEqual([]);
  pass(1);
  expect(expired).toEqual([TIMEOUT]);
});

test('before the first token silence alone ends nothing: a model may think for as long as the timeout allows', () => {
  const { deadlines, expired, pass } = start(LIMITS);
  deadlines.wait();
  pass(999);
  expect(expired).toEqual([]);
});

test('after the first token only silence counts, from the last sign of life on', () => {
  const { deadlines, expired, pass } = start(LIMITS);
  deadlines.wait();
  deadlines.rest();
  deadlines.spoke();
  deadlines.wait();
  for (let i = 0; i < 20; i += 1) {
    pass(250);
    deadlines.alive();
  }
  expect(expired).toEqual([]);
  pass(299);
  expect(expired).toEqual([]);
  pass(1);
  expect(expired).toEqual([SILENCE]);
});

test('time in which nobody waits is not silence of the provider', () => {
  const { deadlines, expired, pass } = start(LIMITS);
  deadlines.wait();
  deadlines.rest();
  deadlines.spoke();
  deadlines.wait();
  deadlines.rest();
  pass(5_000);
  deadlines.wait();
  pass(299);
  expect(expired).toEqual([]);
  pass(1);
  expect(expired).toEqual([SILENCE]);
});

test('thousands of parts set a handful of timers, and none is left at the end', () => {
  const { deadlines, expired, pass, timersSet, timersRunning } = start(LIMITS);
  deadlines.wait();
  deadlines.rest();
  deadlines.spoke();
  for (let i = 0; i < 5_000; i += 1) {
    deadlines.wait();
    if (i % 1_000 === 0) pass(100);
    deadlines.alive();
    deadlines.rest();
  }
  expect(timersSet()).toBeLessThan(5);
  deadlines.end();
  expect(timersRunning()).toBe(0);
  pass(10_000);
  expect(expired).toEqual([]);
});

test('a clock that is set back in the middle makes the wait no longer than one more silence', () => {
  const { deadlines, expired, pass, jump } = start(LIMITS);
  deadlines.wait();
  deadlines.rest();
  deadlines.spoke();
  deadlines.wait();
  pass(200);
  jump(-3_600_000);
  // The timer that runs comes after 100 ms, and is set once more at most.
  pass(400);
  expect(expired).toEqual([SILENCE]);
});
