import type { Schedule } from '../client/observable.ts';

/**
 * At the next frame, so that two hundred tokens a second cost sixty renders; a hidden tab has no frames, so at the latest
 * after a quarter of a second.
 */
export const everyFrame: Schedule = (callback) => {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, 250);
};
