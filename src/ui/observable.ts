/** A value that React reads with useSyncExternalStore. Framework-free. */
export type Observable<T> = {
  get: () => T;
  subscribe: (listener: () => void) => () => void;
};

/** Runs `callback` soon, once. */
export type Schedule = (callback: () => void) => void;

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

/** Runs `start` when the first listener comes, and what it answers when the last one goes. */
export function whileObserved<T>(source: Observable<T>, start: () => () => void): Observable<T> {
  let count = 0;
  let stop = (): void => {};
  return {
    get: source.get,
    subscribe: (listener) => {
      const unsubscribe = source.subscribe(listener);
      count += 1;
      if (count === 1) stop = start();
      let subscribed = true;
      return () => {
        if (!subscribed) return;
        subscribed = false;
        unsubscribe();
        count -= 1;
        if (count === 0) stop();
      };
    },
  };
}

/**
 * A value whose readers are told in batches: `set` may come as often as it likes, `get` answers what was shown last until the
 * schedule fires. `latest` is what was set last.
 */
export function createObservable<T>(initial: T, schedule: Schedule = (callback) => callback()) {
  let latest = initial;
  let shown = initial;
  let waiting = false;
  const listeners = new Set<() => void>();
  const show = (): void => {
    waiting = false;
    if (shown === latest) return;
    shown = latest;
    for (const listener of listeners) listener();
  };
  return {
    get: (): T => shown,
    latest: (): T => latest,
    set: (value: T): void => {
      latest = value;
      if (waiting) return;
      waiting = true;
      schedule(show);
    },
    subscribe: (listener: () => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
