import type { FeedFilter } from '../domain/feed.ts';
import type { Scope } from '../domain/records.ts';
import { envelopeJson } from '../protocol/envelope-json.ts';
import type { Envelope } from '../protocol/events.ts';

/** What waits for one reader. Bounded: past `maxBytes` it drops everything, remembers that it did, and takes nothing more. */
export type SubscriberQueue = {
  offer(envelope: Envelope): void;
  /** What waits, in order; empties the queue. */
  take(): Envelope[];
  /** True once something was dropped, until `reopen`. */
  readonly overflowed: boolean;
  /** The place just before what was dropped. */
  readonly before: number;
  /** Takes events again, from now on. */
  reopen(): void;
  /** Resolves when something is dropped. */
  dropped(): Promise<void>;
  /** Resolves when something waits, something was dropped, or the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
};

export function createSubscriberQueue(scope: Scope, filter: FeedFilter, maxBytes: number): SubscriberQueue {
  const events = filter.events === undefined ? undefined : new Set(filter.events);
  let waiting: Envelope[] = [];
  let bytes = 0;
  let overflowed = false;
  let before = 0;
  let wake: (() => void) | undefined;
  let onDrop: (() => void) | undefined;

  function matches(envelope: Envelope): boolean {
    return (
      envelope.tenantId === scope.tenantId &&
      envelope.workspaceId === scope.workspaceId &&
      (filter.sessionId === undefined || envelope.sessionId === filter.sessionId) &&
      (events === undefined || events.has(envelope.event))
    );
  }

  return {
    offer: (envelope) => {
      if (overflowed || !matches(envelope)) return;
      waiting.push(envelope);
      bytes += Buffer.byteLength(envelopeJson(envelope));
      // A single event larger than the bound still goes out when nothing else waits.
      if (bytes > maxBytes && waiting.length > 1) {
        overflowed = true;
        before = (waiting[0] ?? envelope).stateVersion - 1;
        waiting = [];
        bytes = 0;
        onDrop?.();
      }
      wake?.();
    },
    take: () => {
      const taken = waiting;
      waiting = [];
      bytes = 0;
      return taken;
    },
    get before() {
      return before;
    },
    get overflowed() {
      return overflowed;
    },
    reopen: () => {
      overflowed = false;
    },
    dropped: () =>
      new Promise((resolve) => {
        if (overflowed) resolve();
        else onDrop = resolve;
      }),
    changed: (signal) =>
      new Promise((resolve) => {
        if (waiting.length > 0 || overflowed || signal.aborted) return resolve();
        const done = () => {
          wake = undefined;
          signal.removeEventListener('abort', done);
          resolve();
        };
        wake = done;
        signal.addEventListener('abort', done, { once: true });
      }),
  };
}
