import type { PolicyRecord, Scope } from '../records.ts';

export interface PolicyStore {
  /** The version in force: the highest. */
  current(scope: Scope): Promise<PolicyRecord | undefined>;
  /** Versions are never changed, only added. @throws ProtocolError VERSION_CONFLICT when the version exists */
  insert(policy: PolicyRecord): Promise<void>;
}
