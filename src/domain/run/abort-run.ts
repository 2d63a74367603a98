import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Transaction } from '../ports.ts';
import type { Caller } from '../records.ts';
import { abortedError, finishRun } from './finish-run.ts';
import { requireRun } from './require-run.ts';
import type { RunDeps, RunRef } from './run-deps.ts';
import { isTerminal } from './run-state.ts';

/**
 * agent.abort. From the commit on the run can only end as aborted. A run that waits (queued, or for a person) ends here; one
 * that is at work is stopped by `stop`, called after the commit.
 */
export async function abortRun(
  tx: Transaction,
  deps: RunDeps & { stop(run: RunRef): void },
  caller: Caller,
  { runId }: MethodParams<'agent.abort'>,
): Promise<MethodResult<'agent.abort'>> {
  const run = await requireRun(tx, caller.scope, runId);
  if (isTerminal(run.status)) return { runId, status: run.status };
  await appendAudit(tx, deps, caller, {
    action: 'agent.abort',
    resource: runId,
    outcome: 'allowed',
    detail: { status: run.status },
    sessionId: run.sessionId,
    runId,
  });
  if (run.abortRequestedAt === null) {
    await tx.runs.update(caller.scope, runId, { abortRequestedAt: deps.clock.now() });
  }
  if (run.status === 'queued' || run.status === 'waiting_approval') {
    await finishRun(tx, deps, run, { status: 'aborted', error: abortedError(run.traceId), startedCalls: 'failed' });
  }
  tx.afterCommit(() => deps.stop({ scope: caller.scope, runId }));
  return { runId, status: 'aborted' };
}
