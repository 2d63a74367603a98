/**
 * Approvals: asking, deciding, expiring. A pending one holds everything needed to execute and needs no live process; deciding is
 * a compare-and-set, so the first decision stands. Source: protocol.md §8.
 */
import type { ApprovalDisplay, ApprovalStatus } from '../../protocol/entities.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { LIMITS } from '../../protocol/limits.ts';
import type { EventDraft, Transaction } from '../ports.ts';
import type { Actor, ApprovalRecord, RunRecord, ToolRunRecord } from '../records.ts';
import { agentOf, type RunDeps } from '../run/run-deps.ts';
import { toApproval } from './approval-entity.ts';

type Deps = Pick<RunDeps, 'clock' | 'ids' | 'approvalRequired'>;

/** Asks a person about a call. */
export async function requireApproval(
  tx: Transaction,
  { clock, ids, approvalRequired }: Deps,
  { run, toolRun, display }: { run: RunRecord; toolRun: ToolRunRecord; display: ApprovalDisplay },
): Promise<void> {
  const requestedAt = clock.now();
  const approval: ApprovalRecord = {
    tenantId: run.tenantId,
    workspaceId: run.workspaceId,
    approvalId: ids.next('apr'),
    runId: run.runId,
    sessionId: run.sessionId,
    toolCallId: toolRun.toolCallId,
    toolName: toolRun.toolName,
    args: toolRun.args,
    display,
    digest: toolRun.digest,
    risk: toolRun.risk,
    ruleId: toolRun.verdict.ruleId,
    policyVersion: toolRun.verdict.policyVersion,
    status: 'pending',
    requestedAt,
    expiresAt: requestedAt + LIMITS.approvalTtlMs,
    decidedBy: null,
    decidedAt: null,
    comment: null,
    grantScope: null,
    traceId: run.traceId,
  };
  await tx.approvals.insert(approval);
  await tx.journal.append(agentOf(run).scope, [
    { ...subject(approval), event: 'approval.required', payload: { approval: toApproval(approval) } },
  ]);
  tx.afterCommit(approvalRequired);
}

type Decision = {
  status: Exclude<ApprovalStatus, 'pending'>;
  by: Actor;
  comment?: string | undefined;
  grantScope?: 'once' | 'session' | undefined;
};

/**
 * Decides a pending approval.
 * @throws ProtocolError APPROVAL_ALREADY_RESOLVED, with the decision that stands, when somebody was faster
 */
export async function decideApproval(
  tx: Transaction,
  { clock }: Pick<Deps, 'clock'>,
  approval: ApprovalRecord,
  { status, by, comment, grantScope = 'once' }: Decision,
): Promise<void> {
  const scope = { tenantId: approval.tenantId, workspaceId: approval.workspaceId };
  const decided = await tx.approvals.decide(scope, approval.approvalId, {
    status,
    decidedBy: by.id,
    decidedAt: clock.now(),
    comment: comment ?? null,
    grantScope: status === 'approved' ? grantScope : null,
  });
  if (!decided) throw alreadyResolved((await tx.approvals.get(scope, approval.approvalId)) ?? approval);
  await tx.journal.append(scope, [
    {
      ...subject(approval),
      event: 'approval.resolved',
      payload: {
        approvalId: approval.approvalId,
        runId: approval.runId,
        status,
        decidedBy: by.id,
        ...(comment === undefined ? {} : { comment }),
        scope: grantScope,
      },
    },
  ]);
}

export function alreadyResolved(approval: ApprovalRecord): ProtocolError {
  return new ProtocolError('APPROVAL_ALREADY_RESOLVED', undefined, {
    details: {
      status: approval.status,
      ...(approval.decidedBy === null ? {} : { decidedBy: approval.decidedBy }),
    },
  });
}

const SYSTEM: Actor = { id: 'system', type: 'system' };

/** Takes back a question that no longer is the question. */
export function supersedeApproval(tx: Transaction, deps: Pick<Deps, 'clock'>, approval: ApprovalRecord): Promise<void> {
  return decideApproval(tx, deps, approval, { status: 'superseded', by: SYSTEM });
}

export function expireApproval(tx: Transaction, deps: Pick<Deps, 'clock'>, approval: ApprovalRecord): Promise<void> {
  return decideApproval(tx, deps, approval, { status: 'expired', by: SYSTEM });
}

function subject(approval: ApprovalRecord): Pick<EventDraft, 'sessionId' | 'runId' | 'traceId'> {
  return { sessionId: approval.sessionId, runId: approval.runId, traceId: approval.traceId };
}
