/**
 * Reading the journal as it grows: subscribe to what is new first, then read what was, then drop what was read already. So there
 * is no gap and no repeat, whatever commits meanwhile. Every reader has a bounded queue: while it still reads the past an
 * overflow only sends it back to the store; once it follows live, an overflow while it cannot take what it was sent means that it is too
 * slow, and it is dropped.
 */
import { type EventFeed, SlowReader } from '../domain/feed.ts';
import type { JournalReader } from '../domain/ports.ts';
import type { Scope } from '../domain/records.ts';
import type { Envelope } from '../protocol/events.ts';
import { LIMITS } from '../protocol/limits.ts';
import { createSubscriberQueue, type SubscriberQueue } from './subscriber-queue.ts';

const PAGE = 500;

export type EventLog = EventFeed & {
  /** Hands the events of a committed transaction to the readers, synchronously. Called in commit order. */
  publish(envelopes: readonly Envelope[]): void;
};

export function createEventLog(journal: () => JournalReader, maxUnsentBytes: number = LIMITS.maxUnsentBytes): EventLog {
  const everything = new Set<SubscriberQueue>();
  /** Readers of one session, by its id: an event is offered only to those whom it may concern. */
  const bySession = new Map<string, Set<SubscriberQueue>>();

  function subscribe(queue: SubscriberQueue, sessionId: string | undefined): () => void {
    const group = sessionId === undefined ? everything : (bySession.get(sessionId) ?? new Set());
    if (sessionId !== undefined) bySession.set(sessionId, group);
    group.add(queue);
    return () => {
      group.delete(queue);
      if (sessionId !== undefined && group.size === 0) bySession.delete(sessionId);
    };
  }

  return {
    publish: (envelopes) => {
      for (const envelope of envelopes) {
        for (const queue of everything) queue.offer(envelope);
        for (const queue of bySession.get(envelope.sessionId) ?? []) queue.offer(envelope);
      }
    },
    // Subscribes at once, not when the reader first asks: whoever holds the iterable misses nothing.
    follow: (scope, filter, signal) => {
      const queue = createSubscriberQueue(scope, filter, maxUnsentBytes);
      const unsubscribe = subscribe(queue, filter.sessionId);
      signal.addEventListener('abort', unsubscribe, { once: true });
      if (signal.aborted) unsubscribe();
      return read(queue, { scope, filter, signal, unsubscribe });
    },
  };

  async function* read(
    queue: SubscriberQueue,
    {
      scope,
      filter,
      signal,
      unsubscribe,
    }: {
      scope: Scope;
      filter: Parameters<EventFeed['follow']>[1];
      signal: AbortSignal;
      unsubscribe: () => void;
    },
  ): AsyncGenerator<Envelope, void> {
    const { sessionId, events, after, writable } = filter;
    try {
      let position = after;
      let pastRead = position === undefined;
      while (!signal.aborted) {
        while (!pastRead && position !== undefined) {
          const page = await journal().readAfter(scope, position, {
            limit: PAGE,
            ...(sessionId === undefined ? {} : { sessionId }),
            ...(events === undefined ? {} : { events }),
          });
          for (const envelope of page) {
            await writable?.();
            if (signal.aborted) return;
            yield envelope;
            position = envelope.stateVersion;
          }
          if (page.length < PAGE) {
            // What overflowed while the past was read is past by now: read on from here.
            pastRead = !queue.overflowed;
            queue.reopen();
          }
        }
        for (const envelope of queue.take()) {
          if (position !== undefined && envelope.stateVersion <= position) continue;
          const blocked = writable?.();
          if (blocked) {
            await Promise.race([blocked, queue.dropped()]);
            if (queue.overflowed) throw new SlowReader();
          }
          if (signal.aborted) return;
          yield envelope;
          position = envelope.stateVersion;
        }
        if (queue.overflowed) {
          // More came at once than the queue holds, while the reader kept up: the store has it all.
          position ??= queue.before;
          pastRead = false;
          queue.reopen();
          continue;
        }
        await queue.changed(signal);
      }
    } finally {
      unsubscribe();
    }
  }
}
