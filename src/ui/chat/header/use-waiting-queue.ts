'use client';

import { useEffect, useRef, useState } from 'react';
import type { Approval } from '../../../protocol/entities.ts';
import { useGateway } from '../../gateway-provider.tsx';
import { useCall } from '../../use-call.ts';

export type WaitingQueue = {
  /** Oldest first: it has the least time left. */
  approvals: readonly Approval[];
  /** Were there a moment ago, and were answered elsewhere. */
  answered: readonly Approval[];
  /** How many wait besides those that are shown. */
  more: number;
  isPending: boolean;
  error: unknown;
  refetch: () => void;
  /** It was answered here. */
  onAnswered: (approvalId: string) => void;
};

const SHOWN = 20;

/** What waits in all sessions, live for as long as somebody looks at it. */
export function useWaitingQueue(): WaitingQueue {
  const { client } = useGateway();
  const queue = useCall('approval.queue', { limit: SHOWN }, { staleAfter: ['approval.required', 'approval.resolved'] });
  const [answered, setAnswered] = useState<readonly Approval[]>([]);
  const [mine, setMine] = useState<ReadonlySet<string>>(new Set());
  const shown = useRef<ReadonlySet<string>>(new Set());
  const items = queue.data?.items;

  useEffect(() => {
    if (!items) return;
    const now = new Set(items.map(({ approvalId }) => approvalId));
    const gone = [...shown.current].filter((id) => !now.has(id) && !mine.has(id));
    shown.current = now;
    for (const approvalId of gone) {
      void client
        .query('approval.get', { approvalId })
        .then((approval) => {
          if (approval.status !== 'pending') setAnswered((before) => [...before, approval]);
        })
        // Its session was deleted: nothing is left to say.
        .catch(() => undefined);
    }
  }, [items, mine, client]);

  const approvals = (items ?? []).filter(({ approvalId }) => !mine.has(approvalId)).toReversed();
  return {
    approvals,
    answered,
    more: Math.max(0, (queue.data?.pendingCount ?? 0) - (items?.length ?? 0)),
    isPending: queue.isPending,
    error: queue.error,
    refetch: () => void queue.refetch(),
    onAnswered: (approvalId) => setMine((before) => new Set([...before, approvalId])),
  };
}
