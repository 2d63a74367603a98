'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ConnectionBanner } from './connection-banner.tsx';
import { GatewayProvider } from './gateway-provider.tsx';
import { ApprovalNotices } from './notify/approval-notices.tsx';
import { PageLayers } from './page-layers.tsx';
import { PanelsProvider } from './panels.tsx';
import { Toasts } from './primitives/toasts.tsx';
import { useServiceWorker } from './pwa/use-service-worker.ts';

type Props = {
  sidePort: boolean;
  /** Which build of the pages this is; undefined in development. */
  build: string | undefined;
  children: ReactNode;
};

/** What every page behind the sign-in shares: the connection, what was asked over it, keys, short messages. */
export function SiteFrame({ sidePort, build, children }: Props) {
  useServiceWorker(build);
  const [queries] = useState(createQueries);
  return (
    <GatewayProvider sidePort={sidePort} fallback={<Outline />}>
      <QueryClientProvider client={queries}>
        <PanelsProvider>
          <div className="flex h-dvh flex-col">
            <ConnectionBanner />
            <div className="flex min-h-0 flex-1">{children}</div>
          </div>
          <PageLayers />
        </PanelsProvider>
        <ApprovalNotices />
        <Toasts />
      </QueryClientProvider>
    </GatewayProvider>
  );
}

/** The client resends by itself what a lost connection swallowed: what arrives here as an error is an answer. */
function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: false, refetchOnWindowFocus: true, staleTime: 1_000, networkMode: 'always' } },
  });
}

/** The outline of a page while it is on its way. */
function Outline() {
  return (
    <div aria-hidden className="flex h-dvh">
      <div className="hidden w-64 shrink-0 border-r border-line bg-rail rail:block" />
      <div className="flex-1">
        <div className="h-12 border-b border-line" />
      </div>
    </div>
  );
}
