'use client';

import { createContext, type ReactNode, useContext, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { type ConnectionState, createGatewayClient, type GatewayClient } from '../client/gateway-client.ts';
import type { Observable } from '../client/observable.ts';
import { createUploads, type Uploads } from './attachments/uploads.ts';
import { type ChangeFeed, createChangeFeed } from './change-feed.ts';
import { clientName } from './client-name.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { openSessionList, type SessionListStore } from './session-list-store.ts';
import { signInPath } from './signin/return-path.ts';
import { onSignedOutElsewhere, readSignInKey } from './signin/sign-in-key.ts';
import { onWakeUp } from './wake-up.ts';

export type Gateway = {
  client: GatewayClient;
  changes: ChangeFeed;
  sessions: SessionListStore;
  outbox: Outbox;
  drafts: Drafts;
  uploads: Uploads;
};

/** The gateway of a page; a test puts its own here. */
export const GatewayContext = createContext<Gateway | null>(null);

type Props = {
  /** The gateway listens on another port than the page: ask where, at every connect. */
  sidePort: boolean;
  /** Shown until the page runs in a browser: everything that it shows comes over the socket. */
  fallback: ReactNode;
  children: ReactNode;
};

/**
 * Holds the one connection of this tab, and leads to the sign-in page when the gateway does not know who this is. There is a connection
 * while the page is there: nothing is opened on the server or for a page that was never shown.
 */
export function GatewayProvider({ sidePort, fallback, children }: Props) {
  const [gateway, setGateway] = useState<Gateway | null>(null);
  // Before the first paint, and the page with it: whoever comes waits for the page, not for a picture of it.
  useLayoutEffect(() => {
    const opened = openGateway(sidePort ? askForUrl : sameOriginUrl);
    // oxlint-disable-next-line react/set-state-in-effect -- only a page that is shown has a connection; the drawing that follows is the page
    setGateway(opened.gateway);
    return () => {
      opened.close();
      setGateway(null);
    };
  }, [sidePort]);
  return gateway ? <GatewayContext value={gateway}>{children}</GatewayContext> : fallback;
}

function openGateway(wsUrl: () => string | Promise<string>): { gateway: Gateway; close: () => void } {
  const client = createGatewayClient({
    wsUrl,
    signInKey: () => readSignInKey(localStorage),
    clientName: clientName(window),
  });
  const leave = (): void => {
    if (client.connection.get() === 'signed-out') window.location.assign(signInPath(window.location));
  };
  const unlisten = [
    client.connection.subscribe(leave),
    onSignedOutElsewhere(() => window.location.assign(signInPath(window.location))),
    onWakeUp(client.checkNow),
  ];
  const drafts = createDrafts(localStorage, {
    addEventListener: (type, listener) => window.addEventListener(type, listener),
    hasFocus: () => document.hasFocus(),
  });
  const gateway = {
    client,
    drafts,
    uploads: createUploads({ client, drafts }),
    changes: createChangeFeed(client),
    sessions: openSessionList({ client }),
    outbox: createOutbox(client, sessionStorage),
  };
  return {
    gateway,
    close: () => {
      for (const stop of unlisten) stop();
      client.close();
    },
  };
}

export function useGateway(): Gateway {
  const gateway = useContext(GatewayContext);
  if (!gateway) throw new Error('useGateway is called outside GatewayProvider');
  return gateway;
}

export function useObservable<T>(source: Observable<T>): T {
  return useSyncExternalStore(source.subscribe, source.get, source.get);
}

export function useConnection(): ConnectionState {
  return useObservable(useGateway().client.connection);
}

function sameOriginUrl(): string {
  const { protocol, host } = window.location;
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`;
}

async function askForUrl(): Promise<string> {
  const answer = await fetch('/api/gateway', { cache: 'no-store' });
  const { wsUrl } = (await answer.json()) as { wsUrl: string };
  return wsUrl;
}
