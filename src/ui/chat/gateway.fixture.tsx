/** Draws a part of the chat with a gateway behind it: what is asked is answered here, what is done is written down. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { createObservable } from '../../client/observable.ts';
import { createUploads } from '../attachments/uploads.ts';
import { createDrafts } from '../drafts.ts';
import { type Gateway, GatewayContext } from '../gateway-provider.tsx';
import { createOutbox } from '../outbox.ts';
import { renderPage } from './page.fixture.tsx';
import { PanelsProvider } from './panels.tsx';

type Answers = Record<string, (input: Record<string, unknown>) => unknown>;
const nothingKept = { getItem: () => null, setItem: () => {}, removeItem: () => {} };

export function renderWithGateway(page: ReactNode, answers: Answers = {}, methods: readonly string[] = []) {
  const calls: { method: string; input: Record<string, unknown> }[] = [];
  const call = (method: string, input: Record<string, unknown>): Promise<unknown> => {
    calls.push({ method, input });
    const answer = answers[method];
    return answer ? Promise.resolve().then(() => answer(input)) : new Promise(() => {});
  };
  // Only what the parts under test use of a client.
  const client = {
    query: call,
    mutate: call,
    hello: () => Promise.resolve({ methods }),
    stream: () => () => {},
    connection: createObservable('open'),
  } as unknown as GatewayClient;
  const drafts = createDrafts(nothingKept, { addEventListener: () => {}, hasFocus: () => true });
  const gateway: Gateway = {
    client,
    drafts,
    changes: { follow: () => () => {} },
    outbox: createOutbox(client, nothingKept),
    uploads: createUploads({ client, drafts }),
    // No part under test lists sessions.
    sessions: {} as Gateway['sessions'],
  };
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const view = renderPage(
    <GatewayContext value={gateway}>
      <QueryClientProvider client={queries}>
        <PanelsProvider>{page}</PanelsProvider>
      </QueryClientProvider>
    </GatewayContext>,
  );
  return { ...view, calls, gateway };
}
