import { ProtocolError } from '../../protocol/errors.ts';
import type { Stores } from '../ports.ts';
import type { ApprovalRecord, Scope } from '../records.ts';

/** @throws ProtocolError NOT_FOUND, also for an approval of a deleted session, or of another tenant or workspace */
export async function requireApprovalRecord(
  stores: Pick<Stores, 'approvals' | 'sessions'>,
  scope: Scope,
  approvalId: string,
): Promise<ApprovalRecord> {
  const approval = await stores.approvals.get(scope, approvalId);
  const session = approval && (await stores.sessions.get(scope, approval.sessionId));
  if (!approval || session?.deletedAt !== null) {
    throw new ProtocolError('NOT_FOUND', 'There is no such approval: check the approvalId.');
  }
  return approval;
}
