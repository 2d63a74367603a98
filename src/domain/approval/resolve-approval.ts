import { ProtocolError } from '../../protocol/errors.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Outcome } from '../outcome.ts';
import { currentPolicy } from '../policy/policy-service.ts';
import type { Transaction } from '../ports.ts';
import type { ApprovalRecord, Caller, RunRecord, Scope } from '../records.ts';
import { type PreparedToolCall, prepareCall } from '../run/prepare-call.ts';
import { resumeRun } from '../run/resume-run.ts';
import { agentOf, type RunDeps } from '../run/run-deps.ts';
import { judgeAgain, placeOf } from '../run/tool-executor.ts';
import { storeToolResult } from '../run/tool-results.ts';
import { requireSession } from '../session/session-service.ts';
import { alreadyResolved, decideApproval, expireApproval } from './approval-service.ts';
import { requireApprovalRecord } from './require-approval-record.ts';

/**
 * Looks again at what a pending approval would run, before the transaction that decides it. Answers undefined when there is
 * nothing to look at (rejected, or decided already).
 */
export async function lookAgain(
  deps: RunDeps,
  scope: Scope,
  params: MethodParams<'approval.resolve'>,
): Promise<PreparedToolCall | undefined> {
  const { read } = deps.uow;
  const approval = await requireApprovalRecord(read, scope, params.approvalId);
  if (params.decision !== 'approve' || approval.status !== 'pending') return undefined;
  const run = await read.runs.get(scope, approval.runId);
  if (!run) throw new ProtocolError('NOT_FOUND');
  const session = await requireSession(read, scope, approval.sessionId);
  const place = placeOf(session, run, await currentPolicy(read, scope));
  return prepareCall(deps, run, { call: approval, place });
}

/**
 * approval.resolve. Approving re-checks the digest and the policy: any difference refuses with APPROVAL_STALE, supersedes this
 * approval and puts the call before the policy anew. Only a user decides.
 * @throws ProtocolError NOT_FOUND, FORBIDDEN, APPROVAL_ALREADY_RESOLVED, APPROVAL_EXPIRED, APPROVAL_STALE
 */
export async function resolveApproval(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  { params, seen }: { params: MethodParams<'approval.resolve'>; seen: PreparedToolCall | undefined },
): Promise<Outcome<MethodResult<'approval.resolve'>>> {
  if (caller.actor.type !== 'user') {
    throw new ProtocolError('FORBIDDEN', 'Only a signed-in user can decide an approval.');
  }
  const approval = await requireApprovalRecord(tx, caller.scope, params.approvalId);
  if (approval.status === 'expired') throw new ProtocolError('APPROVAL_EXPIRED');
  if (approval.status !== 'pending') throw alreadyResolved(approval);
  const run = await tx.runs.get(caller.scope, approval.runId);
  const toolRun = await tx.toolRuns.get(caller.scope, approval.toolCallId);
  if (!run || !toolRun) throw new Error('an approval without its run');

  if (approval.expiresAt <= deps.clock.now()) {
    await expirePending(tx, deps, { approval, run });
    return { refused: new ProtocolError('APPROVAL_EXPIRED') };
  }
  if (params.decision === 'reject') {
    await audit(tx, deps, caller, { approval, outcome: 'denied', decision: 'reject' });
    const { comment } = params;
    await decideApproval(tx, deps, approval, { status: 'rejected', by: caller.actor, comment });
    const message = comment ? `A person rejected this call: ${comment}` : 'A person rejected this call.';
    await storeToolResult(tx, deps, run, {
      toolRun,
      status: 'denied',
      output: message,
      error: new ProtocolError('POLICY_DENIED', message).toShape(run.traceId),
    });
    await resumeRun(tx, deps, run);
    return { result: { approvalId: approval.approvalId, status: 'rejected', runId: run.runId } };
  }

  const policy = await currentPolicy(tx, caller.scope);
  if (!seen || seen.refusal || seen.digest !== approval.digest || policy.version !== approval.policyVersion) {
    await audit(tx, deps, caller, { approval, outcome: 'failed', decision: 'approve' });
    if (seen) await judgeAgain(tx, deps, { run, toolRun, call: seen, policy });
    await resumeRun(tx, deps, run);
    return { refused: new ProtocolError('APPROVAL_STALE') };
  }
  await audit(tx, deps, caller, { approval, outcome: 'allowed', decision: 'approve', grantScope: params.scope });
  await decideApproval(tx, deps, approval, {
    status: 'approved',
    by: caller.actor,
    comment: params.comment,
    grantScope: params.scope,
  });
  const released = await tx.toolRuns.move(caller.scope, toolRun.toolCallId, 'waiting_approval', {
    status: 'pending',
    approvalId: approval.approvalId,
  });
  if (!released) throw new Error('an approved call that does not wait');
  await resumeRun(tx, deps, run);
  tx.afterCommit(() => deps.faultPoint('approval.resolved'));
  return { result: { approvalId: approval.approvalId, status: 'approved', runId: run.runId } };
}

/** Expires one approval: the call is denied and the run goes on. */
export async function expirePending(
  tx: Transaction,
  deps: RunDeps,
  { approval, run }: { approval: ApprovalRecord; run: RunRecord },
): Promise<void> {
  const toolRun = await tx.toolRuns.get(agentOf(run).scope, approval.toolCallId);
  if (!toolRun) throw new Error('an approval without its call');
  await audit(
    tx,
    deps,
    { ...agentOf(run), actor: { id: 'system', type: 'system' } },
    { approval, outcome: 'denied', decision: 'expire' },
  );
  await expireApproval(tx, deps, approval);
  const error = new ProtocolError('APPROVAL_EXPIRED', 'Nobody decided in time, so the call did not run.');
  await storeToolResult(tx, deps, run, {
    toolRun,
    status: 'denied',
    output: error.message,
    error: error.toShape(run.traceId),
  });
  await resumeRun(tx, deps, run);
}

async function audit(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  fact: { approval: ApprovalRecord; outcome: 'allowed' | 'denied' | 'failed'; decision: string; grantScope?: string },
): Promise<void> {
  const { approval, outcome, decision, grantScope } = fact;
  await appendAudit(
    tx,
    deps,
    { ...caller, traceId: approval.traceId },
    {
      action: 'approval.resolve',
      resource: approval.approvalId,
      outcome,
      detail: {
        decision,
        toolCallId: approval.toolCallId,
        digest: approval.digest,
        policyVersion: approval.policyVersion,
        ...(grantScope === undefined ? {} : { scope: grantScope }),
      },
      sessionId: approval.sessionId,
      runId: approval.runId,
      toolName: approval.toolName,
    },
  );
}
