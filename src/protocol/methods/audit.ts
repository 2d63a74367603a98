/** The audit trail. */
import { z } from 'zod';
import { AuditEntry, AuditOutcome, Timestamp } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { Id, type MethodRows, nextCursor, page } from './shared.ts';

export const auditMethods = {
  'audit.query': {
    kind: 'query',
    summary: 'The audit trail, newest first.',
    params: z.strictObject({
      from: Timestamp.optional(),
      to: Timestamp.optional(),
      action: z.string().max(100).optional(),
      actor: z.string().max(200).optional(),
      resource: z.string().max(500).optional(),
      sessionId: Id.optional(),
      runId: Id.optional(),
      traceId: Id.optional(),
      toolName: z.string().max(100).optional(),
      outcome: AuditOutcome.optional(),
      ...page(LIMITS.maxAuditPage, 50),
    }),
    result: z.object({ items: z.array(AuditEntry), nextCursor }),
    errors: [],
    perMinute: 600,
  },
} as const satisfies MethodRows;
