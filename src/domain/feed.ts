import type { Envelope, EventName } from '../protocol/events.ts';
import type { JournalPosition } from './ports.ts';
import type { Scope } from './records.ts';

export type FeedFilter = { sessionId?: string | undefined; events?: readonly EventName[] | undefined };

/** Thrown by `follow` when the reader is too far behind: it has to come back with its token. */
export class SlowReader extends Error {
  override name = 'SlowReader';
}

/** Reading the journal as it grows. Implemented by src/events. */
export interface EventFeed {
  /**
   * Yields the events after `after` (none: only those from now on), then those that follow, each once and in order, until
   * `signal` is aborted.
   * @throws SlowReader when more than LIMITS.maxUnsentBytes wait for the reader
   */
  follow(
    scope: Scope,
    filter: FeedFilter & {
      after?: JournalPosition | undefined;
      /** Asked before each event: a promise to wait for when the reader cannot take more now. */
      writable?: (() => Promise<void> | undefined) | undefined;
    },
    signal: AbortSignal,
  ): AsyncIterable<Envelope>;
}
