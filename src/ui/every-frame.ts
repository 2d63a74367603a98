import type { Schedule } from '../client/observable.ts';

/** Of the time of the page, at most one part in so many goes into drawing what streams. */
const SHARE = 3;
/** Twenty times a second is as smooth as text needs to be. */
const APART_MS = 50;
/** Whoever writes looks at what they write: five frames of six are theirs. */
const APART_FROM_WRITING_MS = 100;
const WRITES_FOR_MS = 1_000;
/** A hidden tab has no frames. */
const AT_LATEST_MS = 250;

/** When the next drawing may begin: the one before has its rest behind it. */
let restUntil = 0;
/** When a key was pressed last. Undefined until somebody asks. */
let keyAt: number | undefined;

function apartMs(now: number): number {
  if (keyAt === undefined) {
    keyAt = Number.NEGATIVE_INFINITY;
    addEventListener('keydown', () => (keyAt = performance.now()), { capture: true, passive: true });
  }
  return now - keyAt < WRITES_FOR_MS ? APART_FROM_WRITING_MS : APART_MS;
}

/**
 * At a next frame: the first piece at once, two hundred tokens a second as twenty drawings or fewer, ten while somebody writes: their keys
 * are on the screen with the next frame. After one that took long the page rests twice as long. At the latest after a quarter of a second.
 */
export const everyFrame: Schedule = (callback) => {
  let done = false;
  const draw = (): void => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(rest);
    clearTimeout(timer);
    const startedAt = performance.now();
    callback();
    // What was told is drawn in this task; the next one sees how long it took.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      const now = performance.now();
      restUntil = startedAt + Math.max(apartMs(now), (now - startedAt) * SHARE);
    };
    port2.postMessage(undefined);
  };
  let frame = 0;
  const atFrame = (): void => {
    frame = requestAnimationFrame(draw);
  };
  // A frame that is asked for is made, with all that belongs to it: while the page rests none is.
  const restMs = restUntil - performance.now();
  const rest = restMs > 0 ? setTimeout(atFrame, restMs) : undefined;
  if (rest === undefined) atFrame();
  const timer = setTimeout(draw, AT_LATEST_MS);
};
