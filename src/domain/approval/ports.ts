import type { ApprovalStatus } from '../../protocol/entities.ts';
import type { ApprovalRecord, Scope } from '../records.ts';

export type ApprovalPatch = Pick<ApprovalRecord, 'status'> &
  Partial<Pick<ApprovalRecord, 'decidedBy' | 'decidedAt' | 'comment' | 'grantScope'>>;

export interface ApprovalStore {
  insert(approval: ApprovalRecord): Promise<void>;
  get(scope: Scope, approvalId: string): Promise<ApprovalRecord | undefined>;
  /** Compare-and-set from `pending`: answers whether this caller decided it. */
  decide(scope: Scope, approvalId: string, patch: ApprovalPatch): Promise<boolean>;
  pendingOfRun(scope: Scope, runId: string): Promise<ApprovalRecord[]>;
  pendingOfSession(scope: Scope, sessionId: string): Promise<ApprovalRecord[]>;
  /** An approved one with scope `session` for the identical digest. */
  grant(scope: Scope, sessionId: string, digest: string): Promise<ApprovalRecord | undefined>;
  /** Pending ones of every workspace, the first to expire first. */
  nextToExpire(tenantId: string, limit: number): Promise<ApprovalRecord[]>;
  /** Like `list`, without those of deleted sessions. */
  count(scope: Scope, filter: { sessionId?: string; status: readonly ApprovalStatus[] }): Promise<number>;
  list(
    scope: Scope,
    filter: { sessionId?: string; status: readonly ApprovalStatus[] },
    page: { limit: number; before?: { requestedAt: number; id: string } },
  ): Promise<ApprovalRecord[]>;
}
