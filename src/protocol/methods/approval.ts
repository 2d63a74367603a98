/** What waits for a person. */
import { z } from 'zod';
import { Approval, ApprovalScope, ApprovalStatus } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { Id, idempotencyKey, type MethodRows, nextCursor, page } from './shared.ts';

export const approvalMethods = {
  'approval.queue': {
    kind: 'query',
    summary: 'Approvals, newest first; those that wait unless other states are asked for.',
    params: z.strictObject({
      sessionId: Id.optional(),
      status: z.array(ApprovalStatus).min(1).max(5).default(['pending']),
      ...page(LIMITS.maxPage, 50),
    }),
    result: z.object({ items: z.array(Approval), pendingCount: z.int().nonnegative(), nextCursor }),
    errors: [],
    perMinute: 600,
  },
  'approval.get': {
    kind: 'query',
    summary: 'One approval.',
    params: z.strictObject({ approvalId: Id }),
    result: Approval,
    errors: ['NOT_FOUND'],
    perMinute: 600,
  },
  'approval.resolve': {
    kind: 'mutation',
    summary: 'Decides an approval. Approving runs exactly what was shown, once. Only a user.',
    params: z.strictObject({
      approvalId: Id,
      decision: z.enum(['approve', 'reject']),
      comment: z.string().max(2000).optional(),
      scope: ApprovalScope.default('once').describe('`session` covers later calls with the identical digest.'),
      idempotencyKey,
    }),
    result: z.object({ approvalId: z.string(), status: ApprovalStatus, runId: z.string() }),
    errors: ['NOT_FOUND', 'FORBIDDEN', 'APPROVAL_ALREADY_RESOLVED', 'APPROVAL_EXPIRED', 'APPROVAL_STALE'],
    perMinute: 600,
    actors: 'user',
  },
} as const satisfies MethodRows;
