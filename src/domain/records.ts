/**
 * What the stores hold: the protocol's entities with the inside fields that clients do not see. Times are epoch milliseconds.
 * Every record carries its tenant.
 */
import type {
  ApprovalDisplay,
  ApprovalScope,
  ApprovalStatus,
  AuditOutcome,
  MessagePart,
  PolicyDocument,
  Risk,
  RunStatus,
  RuntimeMode,
  SessionStatus,
  ToolEffect,
  ToolStatus,
  Usage,
  Verdict,
} from '../protocol/entities.ts';
import type { ProtocolErrorShape } from '../protocol/errors.ts';

/** Every row and every query belongs to one tenant and one of its workspaces. */
export type Scope = { tenantId: string; workspaceId: string };
/** Who acts: the person or service, not the credential. */
export type Actor = { id: string; type: 'user' | 'service' | 'agent' | 'system' };
/** Who acts where, on behalf of which trace. */
export type Caller = { scope: Scope; actor: Actor; traceId: string };

export type SessionRecord = Scope & {
  id: string;
  agentId: string;
  sessionKey: string;
  title: string;
  preview: string;
  status: SessionStatus;
  folder: string;
  runtimeMode: RuntimeMode;
  pendingRuntimeMode: RuntimeMode | null;
  model: string | null;
  channel: string;
  pinned: boolean;
  archived: boolean;
  contextTokens: number;
  contextWindow: number;
  costUsd: number;
  /** The session lock: the one run that may act. */
  activeRunId: string | null;
  /** Messages up to this seq are no longer shown to the model. */
  resetSeq: number;
  lastSeq: number;
  createdAt: number;
  updatedAt: number;
  /** Null unless it is deleted: from then on it is there for sessions.restore only. */
  deletedAt: number | null;
  /** When its rows began to be removed for good: from then on nobody restores it. */
  purgedAt: number | null;
};

export type RunRecord = Scope & {
  runId: string;
  sessionId: string;
  traceId: string;
  actorId: string;
  agentId: string;
  status: RunStatus;
  model: string;
  runtimeMode: RuntimeMode;
  /** The message that the run answers; an empty input for a continued run. */
  inputMessageId: string;
  input: string;
  /** Of the message; null without any. */
  attachments: AttachmentRef[] | null;
  usage: Usage;
  steps: number;
  firstTokenMs: number | null;
  continuesRunId: string | null;
  /** Set once: from then on the run can only end as aborted. */
  abortRequestedAt: number | null;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  error: ProtocolErrorShape | null;
};

export type MessageRecord = Scope & {
  messageId: string;
  sessionId: string;
  runId: string;
  role: 'user' | 'assistant' | 'tool';
  parts: MessagePart[];
  seq: number;
  createdAt: number;
  /** How the model call went, on assistant messages. */
  call: ModelCallRecord | null;
};
export type ModelCallRecord = {
  step: number;
  model: string;
  startedAt: number;
  endedAt: number;
  firstTokenMs: number | null;
  usage: Usage;
};

/** What a message says of one of its attachments. */
export type AttachmentRef = { attachmentId: string; name: string; mediaType: string };

export type AttachmentRecord = Scope & {
  attachmentId: string;
  /** Who uploads it: nobody else adds to it. */
  actorId: string;
  name: string;
  mediaType: string;
  /** Bytes that are stored; of a complete one its size. */
  received: number;
  complete: boolean;
  /** Of the whole content, when it is complete. */
  sha256: string | null;
  /** Where its bytes are (Blobs), in order. */
  parts: { key: string; bytes: number }[];
  createdAt: number;
  updatedAt: number;
};

export type ToolRunRecord = Scope & {
  toolCallId: string;
  runId: string;
  sessionId: string;
  step: number;
  /** Place among the calls of its step; they run in this order. */
  position: number;
  toolName: string;
  args: Record<string, unknown>;
  status: ToolStatus;
  verdict: Verdict;
  risk: Risk;
  effect: ToolEffect;
  digest: string;
  binding: Record<string, unknown>;
  approvalId: string | null;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  exitCode: number | null;
  error: ProtocolErrorShape | null;
};

export type ApprovalRecord = Scope & {
  approvalId: string;
  runId: string;
  sessionId: string;
  toolCallId: string;
  toolName: string;
  args: Record<string, unknown>;
  display: ApprovalDisplay;
  digest: string;
  risk: Risk;
  ruleId: string;
  policyVersion: number;
  status: ApprovalStatus;
  requestedAt: number;
  expiresAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  comment: string | null;
  grantScope: ApprovalScope | null;
  traceId: string;
};

export type PolicyRecord = Scope & { version: number; document: PolicyDocument; updatedAt: number; updatedBy: string };

export type AuditRecord = Scope & {
  id: string;
  chain: string;
  seq: number;
  actor: string;
  actorType: Actor['type'];
  action: string;
  resource: string;
  outcome: AuditOutcome;
  detail: Record<string, unknown>;
  sessionId: string | null;
  runId: string | null;
  toolName: string | null;
  traceId: string;
  createdAt: number;
  prevHash: string;
  hash: string;
};

/** What an attempt of a model call cost, or may cost while it is under way. */
export type SpendRecord = Scope & {
  spendId: string;
  /** For a trial of a model that belongs to no run: an id of its own. */
  runId: string;
  step: number;
  model: string;
  /** UTC, `YYYY-MM-DD`. */
  day: string;
  /** The most that the attempt was let cost; 0 when no budget was to be kept. */
  reservedUsd: number;
  /** Null until it is known: until then the reservation counts as spent. */
  costUsd: number | null;
  createdAt: number;
};

/** The first answer to an idempotency key; before there is one, what an effect outside the database was about to do. */
export type IdempotencyRecord = {
  tenantId: string;
  actorId: string;
  method: string;
  key: string;
  requestHash: string;
  answer: IdempotencyAnswer | { intent: unknown };
  createdAt: number;
};

export type IdempotencyAnswer = { ok: true; result: unknown } | { ok: false; error: ProtocolErrorShape };

/** A browser that signed in. Only the hash of its cookie is kept. */
export type SignInRecord = {
  tenantId: string;
  tokenHash: string;
  actorId: string;
  createdAt: number;
  expiresAt: number;
};
