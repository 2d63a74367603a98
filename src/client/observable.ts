/** A value that tells when it changes; React reads it with useSyncExternalStore. Framework-free. */
export type Observable<T> = {
  get: () => T;
  subscribe: (listener: () => void) => () => void;
};

/** Runs `callback` soon, once. */
export type Schedule = (callback: () => void) => void;

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
