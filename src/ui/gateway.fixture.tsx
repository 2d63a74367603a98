/** A gateway for tests of pages: it answers as the test says, keeps what it was asked, and lets the test make things happen. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure } from '@testing-library/react';
import type { ReactNode } from 'react';
import { EMPTY_LIST, type SessionList, withSessions } from '../client/fold/session-list.ts';
import type { ConnectionState, GatewayClient } from '../client/gateway-client.ts';
import { createObservable } from '../client/observable.ts';
import type { Session } from '../protocol/entities.ts';
import { createUploads } from './attachments/uploads.ts';
import { renderPage } from './chat/page.fixture.tsx';
import { createDrafts } from './drafts.ts';
import { type Gateway, GatewayContext } from './gateway-provider.tsx';
import type { Locale } from './i18n/locales.ts';
import { createOutbox } from './outbox.ts';
import { PanelsProvider } from './panels.tsx';
import { Toasts } from './primitives/toasts.tsx';

// What a test waits for comes when it comes: a slow machine is no finding.
configure({ asyncUtilTimeout: 10_000 });

type Input = Record<string, unknown>;
type Answer = (input: Input) => unknown;

type Options = {
  /** What a method answers or throws. One that is not named never answers. */
  answers?: Record<string, Answer>;
  list?: SessionList;
  /** What the gateway says that it offers. */
  methods?: readonly string[];
};

const nothingKept = { getItem: () => null, setItem: () => {}, removeItem: () => {} };

export function fakeGateway({ answers = {}, list = EMPTY_LIST, methods = [] }: Options = {}) {
  const asked: [string, Input][] = [];
  const calls: { method: string; input: Input }[] = [];
  const followers = new Set<() => void>();
  const connection = createObservable<ConnectionState>('open');
  const view = createObservable({ list, loaded: true, hasMore: false });
  const call = async (method: string, input: Input): Promise<unknown> => {
    asked.push([method, input]);
    calls.push({ method, input });
    await Promise.resolve();
    const answer = answers[method];
    return answer ? answer(input) : new Promise(() => {});
  };
  // Only what the pages under test use of a client.
  const client = {
    query: call,
    mutate: call,
    hello: () => Promise.resolve({ methods, actor: { id: 'user_1', type: 'user' } }),
    stream: () => () => {},
    connection,
    checkNow: () => {},
    close: () => {},
  } as unknown as GatewayClient;
  const drafts = createDrafts(nothingKept, { addEventListener: () => {}, hasFocus: () => true });
  const gateway: Gateway = {
    client,
    drafts,
    outbox: createOutbox(client, nothingKept),
    uploads: createUploads({ client, drafts }),
    changes: {
      follow: (_events: unknown, changed: () => void) => {
        followers.add(changed);
        return () => followers.delete(changed);
      },
    },
    sessions: {
      get: view.get,
      subscribe: view.subscribe,
      loadMore: async () => {},
      offer: (session: Session) => view.set({ ...view.get(), list: withSessions(view.get().list, [session]) }),
    },
  };
  return {
    gateway,
    asked,
    calls,
    answers,
    connection,
    setList: (next: SessionList) => view.set({ ...view.get(), list: next }),
    /** Something happened: whoever follows looks again. */
    change: () => {
      for (const changed of followers) changed();
    },
  };
}

/** Draws a page in front of the gateway. */
export function renderWith({ gateway }: { gateway: Gateway }, page: ReactNode, locale: Locale = 'en') {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const inFront = (drawn: ReactNode) => (
    <GatewayContext value={gateway}>
      <QueryClientProvider client={queries}>
        <PanelsProvider>{drawn}</PanelsProvider>
        <Toasts />
      </QueryClientProvider>
    </GatewayContext>
  );
  const view = renderPage(inFront(page), locale);
  return { ...view, rerender: (next: ReactNode) => view.rerender(inFront(next)) };
}
