'use client';

import { useEffect } from 'react';
import type { RunView, Transcript } from '../../client/fold/transcript.ts';
import { isOver } from '../../client/fold/transcript.ts';
import type { MethodResult } from '../../protocol/methods.ts';
import { useCall } from '../use-call.ts';

type SessionUsage = { usage: MethodResult<'sessions.get'> | undefined; lastRun: RunView | undefined };

/** What the session has used: asked for when it opens and again when a run ends or the session itself changed. */
export function useUsage({ sessionId, runs, session }: Transcript): SessionUsage {
  const { data, refetch } = useCall('sessions.get', { sessionId });
  const lastRun = runs.findLast((run) => isOver(run.status));
  const seen = [lastRun?.runId, session?.contextUsage, session?.model, session?.compactionCount].join(' ');
  useEffect(() => {
    void refetch();
  }, [seen, refetch]);
  return { usage: data?.id === sessionId ? data : undefined, lastRun };
}
