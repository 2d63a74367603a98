'use client';

import { useCallback } from 'react';
import { toCallFailure } from '../client/call-failure.ts';
import type { ResolveApproval } from './chat/approval-card.tsx';
import { useGateway } from './gateway-provider.tsx';

/** Sends a person's answer to an approval; the same function from drawing to drawing. */
export function useResolveApproval(): ResolveApproval {
  const { client } = useGateway();
  return useCallback<ResolveApproval>(
    async (approvalId, answer) => {
      const { decision } = answer;
      const more = decision === 'approve' ? { scope: answer.scope } : answer.comment ? { comment: answer.comment } : {};
      try {
        await client.mutate('approval.resolve', { approvalId, decision, ...more });
        return undefined;
      } catch (failure) {
        return toCallFailure(failure).refusal ?? 'unreachable';
      }
    },
    [client],
  );
}
