'use client';

import { useEffect } from 'react';
import { LIMITS } from '../../../protocol/limits.ts';
import { Snapshot } from '../../snapshot.tsx';
import { usePages } from '../../use-call.ts';
import { oldestFirst } from './queue-order.ts';
import { Triage } from './triage.tsx';

/** More than anybody answers in a day, and little enough to look at it again after each change. */
const MAX_PAGES = 5;

/** What waits, live. The gateway answers newest first, so all of it is read before the oldest is known. */
export function WaitingView() {
  const query = usePages(
    'approval.queue',
    { status: ['pending'], limit: LIMITS.maxPage },
    { staleAfter: ['approval.required', 'approval.resolved'] },
  );
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = query;
  const full = (data?.pages.length ?? 0) >= MAX_PAGES;
  const goOn = hasNextPage && !isFetching && !error && !full;
  useEffect(() => {
    if (goOn) void fetchNextPage();
  }, [goOn, fetchNextPage]);
  // Half of the queue would show as the oldest what is not.
  const isWhole = data !== undefined && (!hasNextPage || full || error !== null);
  return (
    <Snapshot query={isWhole ? query : { ...query, data: undefined }} lines={6}>
      {({ pages }) => (
        <Triage
          queue={oldestFirst(pages.flatMap(({ items }) => items))}
          leftOut={hasNextPage ? LIMITS.maxPage * MAX_PAGES : undefined}
          onOutdated={() => void refetch()}
        />
      )}
    </Snapshot>
  );
}
