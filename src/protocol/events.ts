/** The ten events, fixed: the journal holds these and nothing else. Source: protocol.md §4. */
import { z } from 'zod';
import {
  Approval,
  ApprovalScope,
  ApprovalStatus,
  JsonObject,
  Risk,
  RuntimeMode,
  Session,
  Timestamp,
  ToolStatus,
  Usage,
  Verdict,
} from './entities.ts';
import { ProtocolErrorShape } from './errors.ts';

const Id = z.string().min(1);
const Offset = z.int().nonnegative();

export const SessionNotice = z
  .object({
    kind: z
      .string()
      .describe(
        '`reset`, `fallback`, `rate_limit`, `budget`, `length`, `content_filter`, `compaction`, `memory_flush`, `deleted`, `restored`, `forked`, or a later kind.',
      ),
    message: z.string().optional(),
    runId: z.string().optional(),
    from: z.string().optional().describe('Of a fallback: the model that did not answer.'),
    to: z.string().optional().describe('Of a fallback: the model that is asked instead.'),
    model: z.string().optional().describe('Of a rate limit: the model whose provider asks to wait.'),
    retryAfterMs: z.int().nonnegative().optional().describe('Of a rate limit: how long it is waited for.'),
    sessionId: z.string().optional().describe('Of a fork: the session that it was forked from.'),
    messageId: z.string().optional().describe('Of a fork: the message of that session before which it was forked.'),
  })
  .meta({ id: 'SessionNotice' });
export type SessionNotice = z.infer<typeof SessionNotice>;

export const EVENTS = {
  'agent.accepted': {
    summary: 'A run was accepted, or queued. A queued run is announced again, as accepted, when its turn comes.',
    payload: z.object({
      runId: Id,
      messageId: Id,
      input: z.string(),
      attachments: z.array(z.string()),
      runtimeMode: RuntimeMode,
      model: z.string(),
      agentId: Id,
      status: z.enum(['accepted', 'queued']),
      continuesRunId: Id.optional(),
    }),
  },
  'agent.delta': {
    summary:
      'Text or reasoning of one step. `offset` (UTF-16 units, per messageId and kind) says where the delta starts: to fold, cut there and append.',
    payload: z.object({
      runId: Id,
      messageId: Id,
      kind: z.enum(['text', 'reasoning']),
      offset: Offset,
      delta: z.string(),
    }),
  },
  'agent.tool_call': {
    summary:
      'The model asked for a tool; the verdict of the policy is part of the event. A call that is judged again before it starts is announced again, with the newer verdict.',
    payload: z.object({
      runId: Id,
      messageId: Id,
      toolCallId: Id,
      toolName: Id,
      args: JsonObject,
      risk: Risk,
      verdict: Verdict,
    }),
  },
  'agent.tool_result': {
    summary:
      'While the tool runs: status `running` with a piece of live output (offset in bytes of that stream). Once, at the end: the result.',
    payload: z.object({
      runId: Id,
      toolCallId: Id,
      toolName: Id,
      status: ToolStatus,
      stream: z.enum(['stdout', 'stderr']).optional(),
      offset: Offset.optional(),
      delta: z.string().optional(),
      durationMs: z.number().nonnegative().optional(),
      exitCode: z.int().optional(),
      output: z.string().optional(),
      truncatedBytes: z.int().nonnegative().optional(),
      error: ProtocolErrorShape.optional(),
    }),
  },
  'agent.completed': {
    summary: 'The run ended well. The last event of its run.',
    payload: z.object({
      runId: Id,
      status: z.literal('completed'),
      messageId: Id,
      text: z.string(),
      model: z.string(),
      usage: Usage,
      steps: z.int().nonnegative(),
      durationMs: z.number().nonnegative(),
      firstTokenMs: z.number().nonnegative(),
    }),
  },
  'agent.failed': {
    summary: 'The run failed or was stopped. The last event of its run.',
    payload: z.object({
      runId: Id,
      status: z.enum(['failed', 'aborted']),
      error: ProtocolErrorShape,
      partialText: z.string().optional(),
      resumable: z.boolean(),
    }),
  },
  'runtime.mode_changed': {
    summary: 'The session now works in another runtime mode.',
    payload: z.object({
      sessionId: Id,
      previous: RuntimeMode,
      runtimeMode: RuntimeMode,
      effectiveAt: z.enum(['now', 'next_turn']),
    }),
  },
  'session.updated': {
    summary: 'The session changed in a way that people see. Not raised for lastSeq or updatedAt alone.',
    payload: z.object({ session: Session, notice: SessionNotice.optional() }),
  },
  'approval.required': {
    summary: 'A tool call waits for a person.',
    payload: z.object({ approval: Approval }),
  },
  'approval.resolved': {
    summary: 'An approval was decided, expired, or gave way to a newer one.',
    payload: z.object({
      approvalId: Id,
      runId: Id,
      status: ApprovalStatus,
      decidedBy: z.string(),
      comment: z.string().optional(),
      scope: ApprovalScope,
    }),
  },
} as const;

export type EventName = keyof typeof EVENTS;
export const EVENT_NAMES = Object.keys(EVENTS) as [EventName, ...EventName[]];
export const EventName = z.enum(EVENT_NAMES).meta({ id: 'EventName' });
export type EventPayload<E extends EventName> = z.infer<(typeof EVENTS)[E]['payload']>;

const envelopeBase = {
  seq: z.int().positive().describe('1, 2, 3 … per session: no gap, no repeat, for ever.'),
  stateVersion: z.int().positive().describe('Grows tenant-wide and may skip.'),
  tenantId: Id,
  workspaceId: Id,
  sessionId: Id,
  runId: Id.optional(),
  traceId: Id,
  createdAt: Timestamp,
};

type EnvelopeOf<E extends EventName> = { [K in E]: { event: K; payload: EventPayload<K> } }[E] & EnvelopeBase;
type EnvelopeBase = {
  seq: number;
  stateVersion: number;
  tenantId: string;
  workspaceId: string;
  sessionId: string;
  runId?: string | undefined;
  traceId: string;
  createdAt: string;
};
/** What every client receives and what the journal stores. A discriminated union on `event`. */
export type Envelope<E extends EventName = EventName> = EnvelopeOf<E>;

const variants = EVENT_NAMES.map((name) =>
  z.object({ event: z.literal(name), ...envelopeBase, payload: EVENTS[name].payload }),
);
/** The envelope as a schema. The cast is the seam where a mapped tuple meets zod's non-empty tuple type. */
export const Envelope = z
  .discriminatedUnion('event', variants as [(typeof variants)[number], ...typeof variants])
  .meta({ id: 'Envelope' }) as unknown as z.ZodType<Envelope>;
