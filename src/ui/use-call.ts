'use client';

import {
  keepPreviousData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect } from 'react';
import type { QueryName } from '../client/gateway-client.ts';
import type { MethodInput, MethodResult } from '../protocol/methods.ts';
import type { ChangeEvent } from './change-feed.ts';
import { useGateway } from './gateway-provider.tsx';

type Options = {
  /** Events after which the answer may be another one: it is asked for again, at most once a second. */
  staleAfter?: readonly ChangeEvent[];
  /** Asked again this often while the page is looked at. */
  everyMs?: number;
  enabled?: boolean;
};

/**
 * A query of the protocol as React state. What was answered last stays while it is asked again and when that fails: `data` and
 * `error` can be there together, and the page shows both. `error` is a CallFailure.
 */
export function useCall<M extends QueryName>(
  method: M,
  input: MethodInput<M>,
  { staleAfter, everyMs, enabled = true }: Options = {},
): UseQueryResult<MethodResult<M>> {
  const { client } = useGateway();
  useStaleAfter(method, staleAfter);
  return useQuery({
    queryKey: [method, input],
    queryFn: ({ signal }) => client.query(method, input, signal),
    enabled,
    placeholderData: keepPreviousData,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}

type Paged = { nextCursor?: string | undefined };
/** Queries that answer a page and where the next one begins. */
export type PagedQueryName = { [M in QueryName]: MethodResult<M> extends Paged ? M : never }[QueryName];

/** The same for a query that is read page by page: `fetchNextPage` reads on, `data.pages` are those read so far. */
export function usePages<M extends PagedQueryName>(
  method: M,
  input: Omit<MethodInput<M>, 'cursor'>,
  { staleAfter, enabled = true }: Omit<Options, 'everyMs'> = {},
): UseInfiniteQueryResult<{ pages: MethodResult<M>[] }> {
  const { client } = useGateway();
  useStaleAfter(method, staleAfter);
  return useInfiniteQuery({
    queryKey: [method, input],
    queryFn: ({ pageParam, signal }) =>
      // The seam where the cursor of an answer becomes that of the next question, the same in every paged method.
      client.query(
        method,
        { ...input, ...(pageParam === undefined ? {} : { cursor: pageParam }) } as MethodInput<M>,
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: MethodResult<M>) => (page as Paged).nextCursor,
    enabled,
    placeholderData: keepPreviousData,
  });
}

const COALESCE_MS = 1_000;

/** Asks again what is on the page for this method after one of the events, and after each reconnect. */
function useStaleAfter(method: QueryName, events: readonly ChangeEvent[] | undefined): void {
  const { changes } = useGateway();
  const queries = useQueryClient();
  const names = events?.join(' ');
  useEffect(() => {
    if (names === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: [method] });
      }, COALESCE_MS);
    };
    // The seam of joining names for the dependency list: they are the events again.
    const unfollow = changes.follow(names.split(' ') as ChangeEvent[], changed);
    return () => {
      clearTimeout(timer);
      unfollow();
    };
  }, [changes, queries, method, names]);
}
