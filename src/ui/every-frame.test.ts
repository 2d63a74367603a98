// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { everyFrame } from './every-frame.ts';

let now = 1_000;
let frames: (() => void)[] = [];

/** The next frame comes, 16 ms later. */
function frame(): void {
  now += 16;
  vi.advanceTimersByTime(16);
  const due = frames;
  frames = [];
  for (const each of due) each();
}

beforeEach(() => {
  now += 1_000_000;
  frames = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => {});
  // The task after the drawing, at once.
  vi.stubGlobal(
    'MessageChannel',
    class {
      port1 = { onmessage: () => {}, close: () => {} };
      port2 = { postMessage: () => this.port1.onmessage() };
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** How often it is drawn in a second in which something comes all the time. */
function drawnInASecond(): number {
  let waits = false;
  const drawn = vi.fn<() => void>(() => {
    waits = false;
  });
  // Something comes all the time.
  const comes = (): void => {
    if (!waits) everyFrame(drawn);
    waits = true;
  };
  comes();
  expect(drawn).not.toHaveBeenCalled();
  for (let count = 0; count < 63; count += 1) {
    frame();
    comes();
  }
  return drawn.mock.calls.length;
}

test('the first is drawn with the next frame, what follows twenty times a second', () => {
  const drawn = drawnInASecond();
  expect(drawn).toBeGreaterThan(14);
  expect(drawn).toBeLessThan(21);
});

test('while somebody writes it is drawn half as often', () => {
  // The first drawing begins to listen.
  drawnInASecond();
  dispatchEvent(new Event('keydown'));
  const drawn = drawnInASecond();
  expect(drawn).toBeGreaterThan(7);
  expect(drawn).toBeLessThan(12);
});

test('after a drawing that took long the page rests twice as long', () => {
  everyFrame(() => {
    now += 30;
  });
  frame();
  const next = vi.fn<() => void>();
  everyFrame(next);
  for (let count = 0; count < 3; count += 1) frame();
  expect(next).not.toHaveBeenCalled();
  frame();
  expect(next).toHaveBeenCalledTimes(1);
});

test('while it rests no frame is asked for', () => {
  everyFrame(() => {});
  frame();
  const next = vi.fn<() => void>();
  everyFrame(next);
  expect(frames).toEqual([]);
  for (let count = 0; count < 4; count += 1) frame();
  expect(next).toHaveBeenCalledTimes(1);
});

test('without frames it is drawn after a quarter of a second, once', () => {
  const drawn = vi.fn<() => void>();
  everyFrame(drawn);
  vi.advanceTimersByTime(249);
  expect(drawn).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  frame();
  expect(drawn).toHaveBeenCalledTimes(1);
});
