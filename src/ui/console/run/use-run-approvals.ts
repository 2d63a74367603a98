'use client';

import { useEffect } from 'react';
import type { Approval } from '../../../protocol/entities.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import { usePages } from '../../use-call.ts';
import type { RunDetail } from './run-timeline.ts';

/** The approvals of a run, read from its session's newest back to where the run began. */
export function useRunApprovals({ runId, sessionId, startedAt }: RunDetail): readonly Approval[] {
  const pages = usePages(
    'approval.queue',
    {
      sessionId,
      status: ['pending', 'approved', 'rejected', 'expired', 'superseded'],
      limit: LIMITS.maxPage,
    },
    { staleAfter: ['approval.required', 'approval.resolved'] },
  );
  const { data, fetchNextPage, hasNextPage, isFetching } = pages;
  const oldest = data?.pages.at(-1)?.items.at(-1)?.requestedAt;
  const goOn = hasNextPage && !isFetching && oldest !== undefined && oldest >= startedAt;
  useEffect(() => {
    if (goOn) void fetchNextPage();
  }, [goOn, fetchNextPage]);
  return (data?.pages ?? []).flatMap(({ items }) => items).filter((approval) => approval.runId === runId);
}
