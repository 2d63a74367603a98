// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { CallFailure } from '../client/call-failure.ts';
import { type Gateway, GatewayContext } from './gateway-provider.tsx';
import { useCall, usePages } from './use-call.ts';

afterEach(cleanup);

/** Changes are put together for a second before anything is asked. */
const PATIENCE = { timeout: 10_000 };

/** A gateway that answers as the test says, and a way to say that something changed. */
function fakeGateway(answer: (method: string, input: Record<string, unknown>) => unknown) {
  const asked: [string, Record<string, unknown>][] = [];
  const followers = new Set<() => void>();
  const query = (method: string, input: Record<string, unknown>): Promise<unknown> => {
    asked.push([method, input]);
    return Promise.resolve().then(() => answer(method, input));
  };
  const changes: Gateway['changes'] = {
    follow: (_events, changed) => {
      followers.add(changed);
      return () => followers.delete(changed);
    },
  };
  // Only what these hooks touch.
  const gateway = { client: { query }, changes } as unknown as Gateway;
  const change = (): void => {
    for (const changed of followers) changed();
  };
  return { gateway, asked, change, followers };
}

function show(gateway: Gateway, page: React.ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <GatewayContext value={gateway}>
      <QueryClientProvider client={queries}>{page}</QueryClientProvider>
    </GatewayContext>,
  );
}

function Version() {
  const { data, error } = useCall('policy.get', {}, { staleAfter: ['session.updated'] });
  return (
    <p>
      {data ? `version ${data.version}` : 'nothing'} {error instanceof CallFailure ? error.refusal?.code : ''}
    </p>
  );
}

test('what was answered last stays when the next answer is a refusal, which is there beside it', async () => {
  let version = 1;
  const { gateway, change } = fakeGateway(() => {
    if (version === 2)
      throw new CallFailure('no', { code: 'STORAGE_FULL', message: 'm', retryable: true, traceId: 't' });
    return { version };
  });
  show(gateway, <Version />);
  await screen.findByText('version 1');
  version = 2;
  change();
  await screen.findByText('version 1 STORAGE_FULL', {}, PATIENCE);
});

test('many changes at once are one question, and nobody follows once the page is gone', async () => {
  const { gateway, asked, change, followers } = fakeGateway(() => ({ version: asked.length }));
  const { unmount } = show(gateway, <Version />);
  await screen.findByText('version 1');
  for (let times = 0; times < 20; times += 1) change();
  await screen.findByText('version 2', {}, PATIENCE);
  expect(asked).toHaveLength(2);
  unmount();
  expect(followers.size).toBe(0);
});

function Sessions() {
  const { data, hasNextPage, fetchNextPage } = usePages('sessions.list', { archived: false });
  return (
    <button type="button" onClick={() => void fetchNextPage()}>
      {data?.pages.length ?? 0} pages, {hasNextPage ? 'more' : 'all'}
    </button>
  );
}

test('a list is read page by page, each from where the one before ended', async () => {
  const { gateway, asked } = fakeGateway((_method, { cursor }) =>
    cursor === undefined ? { items: [], nextCursor: 'second' } : { items: [] },
  );
  show(gateway, <Sessions />);
  fireEvent.click(await screen.findByText('1 pages, more'));
  await screen.findByText('2 pages, all', {}, PATIENCE);
  expect(asked.map(([, input]) => input)).toEqual([{ archived: false }, { archived: false, cursor: 'second' }]);
});
