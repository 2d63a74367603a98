/** Runs: asking, going on, stopping. */
import { z } from 'zod';
import { RunStatus, RuntimeMode } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { AgentId, Id, idempotencyKey, type MethodRows, ModelName } from './shared.ts';

const RunAck = {
  runId: z.string(),
  status: z.enum(['accepted', 'queued']),
  traceId: z.string(),
  seq: z.int().positive().describe('The seq of agent.accepted in its session.'),
};

export const agentMethods = {
  'agent.run': {
    kind: 'mutation',
    summary:
      'Accepts a message for the agent. Neither sessionId nor sessionKey: a new session; an unknown sessionKey creates one.',
    params: z.strictObject({
      sessionId: Id.optional(),
      sessionKey: Id.optional(),
      input: z.string().min(1).max(LIMITS.maxInputChars),
      attachments: z.array(Id).max(20).default([]).describe('Complete attachments, by attachmentId.'),
      runtimeMode: RuntimeMode.optional().describe('Only with a new session.'),
      agentId: AgentId.optional(),
      model: ModelName.optional().describe('Only with a new session.'),
      onBusy: z.enum(['reject', 'queue']).default('reject'),
      traceparent: z
        .string()
        .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, 'must be a W3C traceparent')
        .optional(),
      idempotencyKey,
    }),
    result: z.object({ ...RunAck, sessionId: z.string() }),
    errors: ['SESSION_BUSY', 'NOT_FOUND', 'POLICY_DENIED', 'SANDBOX_UNAVAILABLE', 'MODEL_UNAVAILABLE'],
    perMinute: 1200,
  },
  'agent.continue': {
    kind: 'mutation',
    summary: 'Goes on after a failed or stopped run, as a new run. Once per run.',
    params: z.strictObject({ runId: Id, idempotencyKey }),
    result: z.object({ ...RunAck, continuesRunId: z.string() }),
    errors: ['NOT_FOUND', 'SESSION_BUSY'],
    perMinute: 300,
  },
  'agent.abort': {
    kind: 'mutation',
    summary: 'Stops a run and everything it started. Answers when it has stopped.',
    params: z.strictObject({ runId: Id, idempotencyKey }),
    result: z.object({ runId: z.string(), status: RunStatus }),
    errors: ['NOT_FOUND'],
    perMinute: 600,
  },
} as const satisfies MethodRows;
