/** A subscription per event, and events.stream with all of them in order. Source: protocol.md §4. */
import { tracked } from '@trpc/server';
import { type EventFeed, SlowReader } from '../domain/feed.ts';
import type { JournalReader, Stores } from '../domain/ports.ts';
import { formatToken, readToken } from '../domain/resume-token.ts';
import { requireSession } from '../domain/session/session-service.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { Envelope, EventName } from '../protocol/events.ts';
import { CLOSE, LIMITS } from '../protocol/limits.ts';
import { EventParams, StreamParams } from '../protocol/methods.ts';
import type { Connection } from './context.ts';
import { paramsOf, type Rpc } from './trpc.ts';

export type Subscriptions = ReturnType<typeof createSubscriptions>;

type Wanted = { sessionId?: string | undefined; events?: readonly EventName[] | undefined; token: string | undefined };

export function createSubscriptions(
  rpc: Rpc,
  { feed, read }: { feed: EventFeed; read: Pick<Stores, 'sessions'> & { journal: JournalReader } },
) {
  async function open(
    { connection, caller }: { connection: Connection; caller: { scope: { tenantId: string; workspaceId: string } } },
    { sessionId, events, token }: Wanted,
    signal: AbortSignal,
  ) {
    const { scope } = caller;
    if (connection.subscriptions >= LIMITS.maxSubscriptions) {
      throw new ProtocolError(
        'RATE_LIMITED',
        `A connection may hold ${LIMITS.maxSubscriptions} subscriptions: stop one, or use events.stream.`,
      );
    }
    const place = takePlace(connection, signal);
    try {
      const journalId = await read.journal.journalId(scope.tenantId);
      const after = token === undefined ? undefined : await readToken(read.journal, scope.tenantId, token);
      if (sessionId !== undefined) await requireSession(read, scope, sessionId);
      const { socket } = connection;
      const envelopes = feed.follow(scope, { sessionId, events, after, writable: socket.writable }, signal);
      return trackedEvents(envelopes, { journalId, connection });
    } catch (error) {
      // tRPC aborts the signal of what it started, not of what was refused.
      place.release();
      throw error;
    }
  }

  return {
    stream: rpc.authed
      .input(paramsOf(StreamParams))
      .subscription(({ ctx, input: { sessionId, events, after, lastEventId }, signal }) =>
        open(ctx, { sessionId, events, token: lastEventId ?? after }, signalOf(signal)),
      ),
    ofEvent: (event: EventName) =>
      rpc.authed
        .input(paramsOf(EventParams))
        .subscription(({ ctx, input: { sessionId, lastEventId }, signal }) =>
          open(ctx, { sessionId, events: [event], token: lastEventId }, signalOf(signal)),
        ),
  };
}

/** Counts a subscription until it is stopped, or released. */
function takePlace(connection: Connection, signal: AbortSignal): { release(): void } {
  let held = true;
  connection.subscriptions += 1;
  const release = () => {
    if (held) connection.subscriptions -= 1;
    held = false;
  };
  signal.addEventListener('abort', release, { once: true });
  if (signal.aborted) release();
  return { release };
}

/** Over a WebSocket every call has a signal; the type also covers server-side calls. */
function signalOf(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}

async function* trackedEvents(
  envelopes: AsyncIterable<Envelope>,
  { journalId, connection }: { journalId: string; connection: Connection },
) {
  try {
    for await (const envelope of envelopes) yield tracked(formatToken(journalId, envelope.stateVersion), envelope);
  } catch (error) {
    if (!(error instanceof SlowReader)) throw error;
    connection.socket.close(CLOSE.slowReader);
  }
}
