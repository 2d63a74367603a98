/**
 * What the domain needs from the outside that belongs to no single folder: time, randomness, and the unit of work. The stores
 * themselves are declared beside the folder that owns them; here they are only gathered.
 */
import type { Envelope, EventName, EventPayload } from '../protocol/events.ts';
import type { ApprovalStore } from './approval/ports.ts';
import type { AttachmentStore } from './attachment/ports.ts';
import type { AuditStore } from './audit/ports.ts';
import type { SpendStore } from './budget/ports.ts';
import type { MetricsStore } from './metrics/ports.ts';
import type { PolicyStore } from './policy/ports.ts';
import type { Scope } from './records.ts';
import type { IdempotencyStore, MessageStore, RunStore, ToolRunStore } from './run/ports.ts';
import type { SearchStore } from './search/ports.ts';
import type { SessionStore, SignInStore } from './session/ports.ts';

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls `fn` once after `delayMs`; the answer cancels it. */
  after(delayMs: number, fn: () => void): () => void;
}

export interface Ids {
  /** A new id, sortable by time: `<prefix>_<ulid>`. */
  next(prefix: string): string;
  /** 32 lower-case hex digits, a W3C trace id. */
  traceId(): string;
}

/** Structured log of the domain. Fields are ids and counts: never prompt text, arguments or output. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** An event before the journal gives it its place. `createdAt` is when it happened: now, unless it is a copy. */
export type EventDraft<E extends EventName = EventName> = {
  [K in E]: {
    event: K;
    sessionId: string;
    runId?: string;
    traceId: string;
    createdAt?: number;
    payload: EventPayload<K>;
  };
}[E];

/** A place in the tenant's journal: everything with a stateVersion up to it has been seen. */
export type JournalPosition = number;

export interface JournalReader {
  /** The newest place. */
  head(tenantId: string): Promise<JournalPosition>;
  /** Tells this journal from every other one, so that a token of another home is recognised. */
  journalId(tenantId: string): Promise<string>;
  /** Events after `position`, in the tenant's order. */
  readAfter(
    scope: Scope,
    position: JournalPosition,
    options: { sessionId?: string; events?: readonly EventName[]; limit: number },
  ): Promise<Envelope[]>;
  /** Events of one session by seq: ascending after `afterSeq`, or descending before `beforeSeq`. */
  readSession(scope: Scope, sessionId: string, range: SeqRange): Promise<Envelope[]>;
  /** The same, each as its JSON: for what goes out as it is stored. `sessionId` is that of a session that is there. */
  readSessionJson(scope: Scope, sessionId: string, range: SeqRange): Promise<{ seq: number; json: string }[]>;
}

export type SeqRange = { afterSeq: number; limit: number } | { beforeSeq: number; limit: number };

export interface Journal extends JournalReader {
  /**
   * Appends in the order given: each session's events get the next gapless seqs, all of them growing stateVersions. They are
   * published after the transaction has committed, never before. Answers the envelopes.
   */
  append(scope: Scope, drafts: readonly EventDraft[]): Promise<Envelope[]>;
}

export type Stores = {
  sessions: SessionStore;
  runs: RunStore;
  messages: MessageStore;
  search: SearchStore;
  metrics: MetricsStore;
  attachments: AttachmentStore;
  toolRuns: ToolRunStore;
  approvals: ApprovalStore;
  policies: PolicyStore;
  audit: AuditStore;
  idempotency: IdempotencyStore;
  spend: SpendStore;
  signIns: SignInStore;
  journal: Journal;
};

export type Transaction = Stores & {
  /** Runs after the commit, in order; not when the transaction rolls back. Must not throw. */
  afterCommit(fn: () => void): void;
};

export interface UnitOfWork {
  /**
   * Everything that `fn` writes becomes durable together, or nothing does when it throws. `fn` awaits nothing but the stores of
   * its transaction, and does not open another one.
   * @throws ProtocolError STORAGE_FULL | STORAGE_UNAVAILABLE when the store cannot take it
   */
  transaction<T>(fn: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Reads that need not see an open transaction. */
  readonly read: Stores;
  /** Several reads of one moment. */
  snapshot<T>(fn: (read: Stores) => Promise<T>): Promise<T>;
}
