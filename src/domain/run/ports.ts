import type { RunStatus, ToolStatus } from '../../protocol/entities.ts';
import type { IdempotencyRecord, MessageRecord, RunRecord, Scope, ToolRunRecord } from '../records.ts';

export type RunPatch = Partial<
  Omit<RunRecord, 'runId' | 'tenantId' | 'workspaceId' | 'sessionId' | 'traceId' | 'createdAt'>
>;

export interface RunStore {
  insert(run: RunRecord): Promise<void>;
  get(scope: Scope, runId: string): Promise<RunRecord | undefined>;
  update(scope: Scope, runId: string, patch: RunPatch): Promise<RunRecord>;
  /** The run that continues `runId`, if there is one. */
  continuationOf(scope: Scope, runId: string): Promise<RunRecord | undefined>;
  /** Queued runs of a session in the order they were queued. */
  queued(scope: Scope, sessionId: string): Promise<RunRecord[]>;
  /** Every run of every workspace that has not ended: for recovery only. */
  unfinished(tenantId: string): Promise<RunRecord[]>;
  /** Without those of deleted sessions. */
  list(
    scope: Scope,
    filter: { sessionId?: string; status?: readonly RunStatus[] },
    page: { limit: number; before?: { createdAt: number; id: string } },
  ): Promise<RunRecord[]>;
}

export interface MessageStore {
  insert(messages: readonly MessageRecord[]): Promise<void>;
  /** Messages of a session with seq above `afterSeq`, by seq. */
  after(scope: Scope, sessionId: string, afterSeq: number): Promise<MessageRecord[]>;
  get(scope: Scope, messageId: string): Promise<MessageRecord | undefined>;
  /** Messages of a session with seqs above `afterSeq` up to `throughSeq`, by seq. */
  between(scope: Scope, sessionId: string, range: { afterSeq: number; throughSeq: number }): Promise<MessageRecord[]>;
  ofRun(scope: Scope, runId: string): Promise<MessageRecord[]>;
}

export type ToolRunPatch = Partial<
  Pick<
    ToolRunRecord,
    'status' | 'verdict' | 'digest' | 'binding' | 'approvalId' | 'startedAt' | 'endedAt' | 'exitCode' | 'error'
  >
>;

export interface ToolRunStore {
  insert(toolRuns: readonly ToolRunRecord[]): Promise<void>;
  get(scope: Scope, toolCallId: string): Promise<ToolRunRecord | undefined>;
  update(scope: Scope, toolCallId: string, patch: ToolRunPatch): Promise<ToolRunRecord>;
  /** Compare-and-set of the status: answers whether this caller made the change. */
  move(
    scope: Scope,
    toolCallId: string,
    from: ToolStatus,
    patch: ToolRunPatch & { status: ToolStatus },
  ): Promise<boolean>;
  /** In the order they run: by step, then position. */
  ofRun(scope: Scope, runId: string): Promise<ToolRunRecord[]>;
}

export interface IdempotencyStore {
  find(tenantId: string, actorId: string, method: string, key: string): Promise<IdempotencyRecord | undefined>;
  /** @throws ProtocolError INTERNAL_ERROR when the key is taken (a concurrent transaction won) */
  insert(record: IdempotencyRecord): Promise<void>;
  /** Replaces the intent under a key by its answer, or by another intent; an answer stays what it is. */
  settle(record: IdempotencyRecord): Promise<void>;
  deleteBefore(tenantId: string, createdAt: number): Promise<void>;
}
