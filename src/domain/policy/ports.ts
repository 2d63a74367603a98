import type { PolicyRecord, Scope } from '../records.ts';

export interface PolicyStore {
  /** The version in force: the highest. */
  current(scope: Scope): Promise<PolicyRecord | undefined>;
  /** Newest first; `before` is a version that is left out, and every later one with it. */
  list(scope: Scope, page: { limit: number; before?: number }): Promise<PolicyRecord[]>;
  /** Versions are never changed, only added. @throws ProtocolError VERSION_CONFLICT when the version exists */
  insert(policy: PolicyRecord): Promise<void>;
}
