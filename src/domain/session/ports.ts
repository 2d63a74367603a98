import type { SessionStatus } from '../../protocol/entities.ts';
import type { Scope, SessionRecord, SignInRecord } from '../records.ts';

/** The fields that change after a session was made; `lastSeq` belongs to the journal. */
export type SessionPatch = Partial<Omit<SessionRecord, 'id' | 'tenantId' | 'workspaceId' | 'createdAt' | 'lastSeq'>>;

export interface SessionStore {
  /** @throws ProtocolError INTERNAL_ERROR when the id or the key exists */
  insert(session: SessionRecord): Promise<void>;
  /** Deleted ones too: whoever asks for a client goes through requireSession. */
  get(scope: Scope, sessionId: string): Promise<SessionRecord | undefined>;
  /** Not a deleted one: its key is free. */
  getByKey(scope: Scope, sessionKey: string): Promise<SessionRecord | undefined>;
  /** Answers the session as it now is. */
  update(scope: Scope, sessionId: string, patch: SessionPatch): Promise<SessionRecord>;
  /**
   * Takes the session lock for `runId` if nobody holds it: the single place where that is decided, a compare-and-set.
   * Answers whether the lock was taken.
   */
  lock(scope: Scope, sessionId: string, runId: string): Promise<boolean>;
  /** Newest change first, without deleted ones. `before` is the last row of the page before. */
  list(
    scope: Scope,
    filter: { query?: string; status?: readonly SessionStatus[]; archived: boolean },
    page: { limit: number; before?: { updatedAt: number; id: string } },
  ): Promise<SessionRecord[]>;
  /** Those deleted after `deletedAfter` that are not being purged, last deleted first, archived or not. */
  listDeleted(
    scope: Scope,
    filter: { query?: string; status?: readonly SessionStatus[]; deletedAfter: number },
    page: { limit: number; before?: { deletedAt: number; id: string } },
  ): Promise<SessionRecord[]>;
  /** Sessions of every workspace changed or deleted at or after `since`: for start-up work only. */
  changedSince(tenantId: string, since: number): Promise<SessionRecord[]>;
  /** Deleted ones of every workspace, the first deleted first. */
  nextToPurge(tenantId: string, limit: number): Promise<SessionRecord[]>;
  /**
   * Removes up to `limit` rows of each kind that a session has (events, messages, tool runs, approvals, runs); answers how many
   * went. Only of a session that is being purged, and so is `delete`, which removes the session's own row.
   */
  deleteRows(scope: Scope, sessionId: string, limit: number): Promise<number>;
  delete(scope: Scope, sessionId: string): Promise<void>;
}

/** The files of transcripts, derived from the journal. */
export interface TranscriptFiles {
  /** Removes the file of a session to which nothing is added any more; what is not there counts as removed. */
  remove(sessionId: string): Promise<void>;
}

export interface SignInStore {
  insert(record: SignInRecord): Promise<void>;
  find(tenantId: string, tokenHash: string): Promise<SignInRecord | undefined>;
  delete(tenantId: string, tokenHash: string): Promise<void>;
  deleteExpired(tenantId: string, now: number): Promise<void>;
}
