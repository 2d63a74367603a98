import type { Approval } from '../../protocol/entities.ts';
import type { ApprovalRecord } from '../records.ts';
import { toTimestamp } from '../time.ts';

/** An approval as clients see it. */
export function toApproval(record: ApprovalRecord): Approval {
  return {
    approvalId: record.approvalId,
    runId: record.runId,
    sessionId: record.sessionId,
    toolCallId: record.toolCallId,
    toolName: record.toolName,
    args: record.args,
    display: record.display,
    digest: record.digest,
    risk: record.risk,
    ruleId: record.ruleId,
    policyVersion: record.policyVersion,
    status: record.status,
    requestedAt: toTimestamp(record.requestedAt),
    expiresAt: toTimestamp(record.expiresAt),
    ...(record.decidedBy === null ? {} : { decidedBy: record.decidedBy }),
    ...(record.decidedAt === null ? {} : { decidedAt: toTimestamp(record.decidedAt) }),
    ...(record.comment === null ? {} : { comment: record.comment }),
    ...(record.grantScope === null ? {} : { scope: record.grantScope }),
  };
}
