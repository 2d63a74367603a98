/**
 * The methods: one row each, and the only place where a method is declared. The router, the TypeScript types, the JSON Schema,
 * docs/protocol.md and the completeness tests are derived from this table. Source: protocol.md §3.
 *
 * Params are strict: an unknown field is INVALID_REQUEST naming it. Results are open: clients survive additions.
 */
import { z } from 'zod';
import {
  ActorType,
  Approval,
  ApprovalScope,
  ApprovalStatus,
  AuditEntry,
  AuditOutcome,
  Policy,
  Run,
  RunStatus,
  RunStep,
  RuntimeMode,
  Session,
  SessionStatus,
  Timestamp,
  ToolRun,
} from './entities.ts';
import type { ErrorCode } from './errors.ts';
import { Envelope, EVENT_NAMES, EventName } from './events.ts';
import { LIMITS } from './limits.ts';
import { PROTOCOL_VERSION } from './version.ts';

/** Who may call: everyone who is connected, or only a person (`user`), never a `service`. */
type MethodRow = {
  kind: 'query' | 'mutation';
  summary: string;
  params: z.ZodType;
  result: z.ZodType;
  /** Codes beyond those that every method can answer. */
  errors: readonly ErrorCode[];
  /** Calls a minute for one actor. */
  perMinute: number;
  actors?: 'user';
};

const Id = z.string().min(1).max(200);
const Title = z.string().trim().min(1).max(200);
const ModelName = z
  .string()
  .max(200)
  .regex(/^[^/\s]+\/\S+$/, 'must be provider/model');
const idempotencyKey = z
  .string()
  .regex(/^[\x20-\x7E]{1,128}$/, 'must be 1 to 128 printable characters')
  .describe('Made by the client. The same key with the same params answers with the first answer.');
const page = (max: number, fallback: number) => ({
  limit: z.int().min(1).max(max).default(fallback),
  cursor: z.string().max(500).optional().describe('Opaque: the nextCursor of the page before.'),
});
const nextCursor = z.string().optional();

export const ConnectParams = z.strictObject({
  clientName: z.string().min(1).max(64),
  clientVersion: z.string().min(1).max(64),
  token: z.string().min(1).max(512).nullish(),
  signInKey: z
    .string()
    .min(1)
    .max(512)
    .nullish()
    .describe('The key that POST /auth/session answered: a sign-in cookie is nobody without it.'),
  workspaceId: z.string().min(1).max(64).nullish(),
  protocolVersion: z.string().max(32).nullish().describe(`Default ${PROTOCOL_VERSION}.`),
});
export type ConnectParams = z.infer<typeof ConnectParams>;

export const ConnectResult = z.object({
  protocolVersion: z.string(),
  serverVersion: z.string(),
  serverTime: Timestamp,
  connectionId: z.string(),
  tenantId: z.string(),
  workspaceId: z.string(),
  actor: z.object({ id: z.string(), type: ActorType }),
  methods: z.array(z.string()),
  events: z.array(z.string()),
  limits: z.object({
    maxMessageBytes: z.int(),
    maxBatch: z.int(),
    maxSubscriptions: z.int(),
    messagesPerSecond: z.int(),
  }),
  stateVersion: z.int().nonnegative(),
});
export type ConnectResult = z.infer<typeof ConnectResult>;

const RunAck = {
  runId: z.string(),
  status: z.enum(['accepted', 'queued']),
  traceId: z.string(),
  seq: z.int().positive().describe('The seq of agent.accepted in its session.'),
};

export const METHODS = {
  connect: {
    kind: 'query',
    summary: 'Authenticates the connection and says what this gateway can do. The first message of every connection.',
    params: ConnectParams,
    result: ConnectResult,
    errors: ['PROTOCOL_UNSUPPORTED'],
    perMinute: 120,
  },
  'agent.run': {
    kind: 'mutation',
    summary:
      'Accepts a message for the agent. Neither sessionId nor sessionKey: a new session; an unknown sessionKey creates one.',
    params: z.strictObject({
      sessionId: Id.optional(),
      sessionKey: Id.optional(),
      input: z.string().min(1).max(LIMITS.maxInputChars),
      attachments: z.array(Id).max(20).default([]),
      runtimeMode: RuntimeMode.optional().describe('Only with a new session.'),
      agentId: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
        .optional(),
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
  'runs.list': {
    kind: 'query',
    summary: 'Runs, newest first.',
    params: z.strictObject({
      sessionId: Id.optional(),
      status: z.array(RunStatus).max(10).optional(),
      ...page(LIMITS.maxPage, 50),
    }),
    result: z.object({ items: z.array(Run), nextCursor }),
    errors: [],
    perMinute: 600,
  },
  'runs.get': {
    kind: 'query',
    summary: 'One run with its tool runs and its steps in time.',
    params: z.strictObject({ runId: Id }),
    result: z.object({ ...Run.shape, toolRuns: z.array(ToolRun), timeline: z.array(RunStep) }),
    errors: ['NOT_FOUND'],
    perMinute: 600,
  },
  'runtime.setMode': {
    kind: 'mutation',
    summary: 'Switches where the tools of a session run. On a busy session the change waits for the next turn.',
    params: z.strictObject({ sessionId: Id, runtimeMode: RuntimeMode, idempotencyKey }),
    result: z.object({
      sessionId: z.string(),
      runtimeMode: RuntimeMode,
      effectiveAt: z.enum(['now', 'next_turn']),
      status: z.enum(['applied', 'queued-change']),
    }),
    errors: ['NOT_FOUND', 'SANDBOX_UNAVAILABLE'],
    perMinute: 120,
  },
  'sessions.create': {
    kind: 'mutation',
    summary: 'Creates a session. With a sessionKey that exists, answers that session.',
    params: z.strictObject({
      title: Title.optional(),
      agentId: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
        .optional(),
      runtimeMode: RuntimeMode.optional(),
      sessionKey: Id.optional(),
      folder: z.string().min(1).max(4096).optional(),
      model: ModelName.optional(),
      idempotencyKey,
    }),
    result: Session,
    errors: ['PATH_OUTSIDE_WORKSPACE', 'POLICY_DENIED', 'SANDBOX_UNAVAILABLE'],
    perMinute: 600,
  },
  'sessions.update': {
    kind: 'mutation',
    summary: 'Changes what people set on a session.',
    params: z.strictObject({
      sessionId: Id,
      title: Title.optional(),
      pinned: z.boolean().optional(),
      archived: z.boolean().optional(),
      model: ModelName.optional(),
      idempotencyKey,
    }),
    result: Session,
    errors: ['NOT_FOUND', 'POLICY_DENIED'],
    perMinute: 600,
  },
  'sessions.reset': {
    kind: 'mutation',
    summary: 'Starts the conversation afresh for the model. A marker: the journal stays.',
    params: z.strictObject({ sessionId: Id, idempotencyKey }),
    result: Session,
    errors: ['NOT_FOUND', 'SESSION_BUSY'],
    perMinute: 120,
  },
  'sessions.list': {
    kind: 'query',
    summary: 'Sessions, last changed first.',
    params: z.strictObject({
      query: z.string().max(200).optional().describe('Part of the title or preview.'),
      status: z.array(SessionStatus).max(3).optional(),
      archived: z.boolean().default(false),
      ...page(LIMITS.maxSessionPage, 50),
    }),
    result: z.object({ items: z.array(Session), nextCursor }),
    errors: [],
    perMinute: 600,
  },
  'sessions.get': {
    kind: 'query',
    summary: 'A consistent snapshot of one session, with the token from which events.stream goes on.',
    params: z.strictObject({ sessionId: Id }),
    result: z.object({
      ...Session.shape,
      contextTokens: z.int().nonnegative(),
      contextWindow: z.int().positive(),
      activeRun: Run.optional(),
      queuedRuns: z.array(Run),
      pendingApprovals: z.array(Approval),
      costUsd: z.number().nonnegative(),
      token: z.string(),
    }),
    errors: ['NOT_FOUND'],
    perMinute: 1200,
  },
  'sessions.history': {
    kind: 'query',
    summary:
      'The transcript, oldest first, replayable. afterSeq reads forwards (nextSeq goes on), beforeSeq reads the page that ends before it.',
    params: z.strictObject({
      sessionId: Id,
      afterSeq: z.int().nonnegative().optional(),
      beforeSeq: z.int().positive().optional(),
      limit: z.int().min(1).max(LIMITS.maxHistoryPage).default(200),
    }),
    result: z.object({
      events: z.array(Envelope),
      lastSeq: z.int().nonnegative().describe('The newest seq of the session.'),
      nextSeq: z
        .int()
        .nonnegative()
        .optional()
        .describe('Pass as afterSeq (reading forwards) or beforeSeq (reading backwards); absent at the end.'),
    }),
    errors: ['NOT_FOUND'],
    perMinute: 1200,
  },
  'policy.get': {
    kind: 'query',
    summary: 'The policy in force.',
    params: z.strictObject({}),
    result: Policy,
    errors: [],
    perMinute: 600,
  },
  'policy.update': {
    kind: 'mutation',
    summary: 'Changes the policy by an RFC 7396 merge patch; arrays are replaced. Only a user.',
    params: z.strictObject({
      expectedVersion: z.int().positive().optional(),
      patch: z.record(z.string(), z.unknown()),
      idempotencyKey,
    }),
    result: Policy,
    errors: ['VERSION_CONFLICT', 'FORBIDDEN'],
    perMinute: 120,
    actors: 'user',
  },
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
} as const satisfies Record<string, MethodRow>;

export type MethodName = keyof typeof METHODS;
export const METHOD_NAMES = Object.keys(METHODS) as [MethodName, ...MethodName[]];
/** What a client sends: defaults may be left out. */
export type MethodInput<M extends MethodName> = z.input<(typeof METHODS)[M]['params']>;
/** What a handler receives: parsed, defaults filled in. */
export type MethodParams<M extends MethodName> = z.output<(typeof METHODS)[M]['params']>;
export type MethodResult<M extends MethodName> = z.output<(typeof METHODS)[M]['result']>;
export type MutationName = {
  [M in MethodName]: (typeof METHODS)[M]['kind'] extends 'mutation' ? M : never;
}[MethodName];

/** Codes that every method can answer, besides those of its own row. */
export const COMMON_ERRORS = [
  'UNAUTHORIZED',
  'INVALID_REQUEST',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'STORAGE_UNAVAILABLE',
  'STORAGE_FULL',
] as const satisfies readonly ErrorCode[];

/** The subscriptions: one per event, and events.stream with all of them in order. Source: protocol.md §4. */
export const EventParams = z.strictObject({
  sessionId: Id.optional(),
  lastEventId: z.string().max(200).optional().describe('Resume token; tRPC sends it beside the input.'),
});
export const StreamParams = z.strictObject({
  sessionId: Id.optional(),
  events: z.array(EventName).min(1).max(EVENT_NAMES.length).optional(),
  after: z.string().max(200).optional().describe('Resume token. lastEventId beats it; neither means live only.'),
  lastEventId: z.string().max(200).optional(),
});
export type StreamParams = z.output<typeof StreamParams>;
export const STREAM = 'events.stream';
