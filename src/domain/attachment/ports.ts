import type { AttachmentRecord, Scope } from '../records.ts';

/** The rows: what is attached, how much of it is there, and under which keys its bytes are stored. */
export interface AttachmentStore {
  /** @throws ProtocolError INTERNAL_ERROR when the id exists */
  insert(record: AttachmentRecord): Promise<void>;
  get(scope: Scope, attachmentId: string): Promise<AttachmentRecord | undefined>;
  /**
   * Adds to an upload that has `received` bytes and is not complete: a compare-and-set, so that of two pieces for one place one is
   * taken. Answers whether it was.
   */
  advance(
    scope: Scope,
    attachmentId: string,
    received: number,
    patch: Pick<AttachmentRecord, 'received' | 'complete' | 'sha256' | 'parts' | 'updatedAt'>,
  ): Promise<boolean>;
  /** Removes uploads of every workspace that are not complete and were last added to before `time`. */
  deleteStale(tenantId: string, time: number): Promise<void>;
  /** Notes that a session speaks of attachments; what is noted already stays. */
  noteUse(scope: Scope, sessionId: string, attachmentIds: readonly string[]): Promise<void>;
  /**
   * The session speaks of no attachment any more: removes those that no other session speaks of, and answers the keys of their
   * bytes.
   */
  release(scope: Scope, sessionId: string): Promise<string[]>;
  /** Keys of all bytes that some row of the tenant speaks of. For start-up work only. */
  keysInUse(tenantId: string): Promise<string[]>;
}

/**
 * Bytes by key, outside the database. A key is written once and never changed, so nothing here needs a lock: what counts is
 * which keys a committed row names. Keys are made by Ids.
 */
export interface Blobs {
  /** On disk when it answers. @throws ProtocolError STORAGE_FULL, STORAGE_UNAVAILABLE */
  put(tenantId: string, key: string, bytes: Uint8Array): Promise<void>;
  /** Up to `maxBytes` from `offset`. @throws ProtocolError NOT_FOUND when there is nothing under that key */
  read(tenantId: string, key: string, range: { offset: number; maxBytes: number }): Promise<Uint8Array>;
  /** What is not there counts as removed. */
  remove(tenantId: string, keys: readonly string[]): Promise<void>;
  /** Keys written before `time`. */
  before(tenantId: string, time: number): Promise<string[]>;
}
