/** The list of sessions, live: it listens first and reads then, on every connect, so that nothing falls between the two. */

import {
  EMPTY_LIST,
  foldSessionList,
  LIST_EVENTS,
  type SessionList,
  withPendingApprovals,
  withSessions,
} from '../client/fold/session-list.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { createObservable, type Observable, type Schedule, whileObserved } from '../client/observable.ts';
import type { Session } from '../protocol/entities.ts';
import { LIMITS } from '../protocol/limits.ts';
import { everyFrame } from './every-frame.ts';

export type SessionListView = {
  list: SessionList;
  /** False until the first page is there. */
  loaded: boolean;
  hasMore: boolean;
};

export type SessionListStore = Observable<SessionListView> & {
  loadMore: () => Promise<void>;
  /** Puts in a session that is known from elsewhere, such as one that is older than the pages read so far. */
  offer: (session: Session) => void;
};

type Options = { client: Pick<GatewayClient, 'query' | 'stream'>; schedule?: Schedule };

const PAGE = 50;
const RETRY_MS = 2_000;

export function openSessionList({ client, schedule = everyFrame }: Options): SessionListStore {
  const view = createObservable<SessionListView>({ list: EMPTY_LIST, loaded: false, hasMore: false }, schedule);
  let closed = new AbortController();
  let cursor: string | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let unfollow = (): void => {};
  const change = (make: (list: SessionList) => SessionList, more: Partial<SessionListView> = {}): void =>
    view.set({ ...view.latest(), ...more, list: make(view.latest().list) });

  const refresh = async (): Promise<void> => {
    const [page, queue] = await Promise.all([
      client.query('sessions.list', { limit: PAGE }, closed.signal),
      client.query('approval.queue', { limit: LIMITS.maxPage }, closed.signal),
    ]);
    if (!view.latest().loaded) cursor = page.nextCursor;
    change((list) => withPendingApprovals(withSessions(list, page.items), queue.items), {
      loaded: true,
      hasMore: cursor !== undefined,
    });
  };

  const follow = (): void => {
    unfollow = client.stream(
      { events: [...LIST_EVENTS] },
      {
        onStarted: () => void refresh().catch(later),
        onEvent: (event) => change((list) => foldSessionList(list, event)),
        onEnd: later,
      },
    );
  };

  const later = (): void => {
    if (closed.signal.aborted) return;
    unfollow();
    clearTimeout(retry);
    retry = setTimeout(follow, RETRY_MS);
  };

  const open = (): (() => void) => {
    closed = new AbortController();
    follow();
    return () => {
      closed.abort();
      clearTimeout(retry);
      unfollow();
    };
  };

  return {
    ...whileObserved(view, open),
    loadMore: async () => {
      if (cursor === undefined) return;
      const page = await client.query('sessions.list', { limit: PAGE, cursor }, closed.signal);
      cursor = page.nextCursor;
      change((list) => withSessions(list, page.items), { hasMore: cursor !== undefined });
    },
    offer: (session) => change((list) => withSessions(list, [session])),
  };
}
