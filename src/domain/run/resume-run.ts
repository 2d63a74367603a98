import type { Transaction } from '../ports.ts';
import type { RunRecord } from '../records.ts';
import { sessionUpdated } from '../session/session-events.ts';
import { agentOf, type RunDeps } from './run-deps.ts';
import { transition } from './run-state.ts';
import { unfinished } from './tool-results.ts';

/**
 * Lets a run that waits for a person go on, if the first call that has no result yet may run. The calls of a step run in the
 * order the model gave them, so an approval of a later one changes nothing (docs/decisions/0007).
 */
export async function resumeRun(tx: Transaction, deps: RunDeps, stale: RunRecord): Promise<void> {
  const { scope } = agentOf(stale);
  const { runId } = stale;
  const run = await tx.runs.get(scope, runId);
  if (!run) throw new Error('a run that is gone');
  if (run.status === 'waiting_approval' && !(await waitsForPerson(tx, run))) {
    await tx.runs.update(scope, runId, { status: transition(run.status, 'running') });
    const session = await tx.sessions.update(scope, run.sessionId, {
      status: 'running',
      updatedAt: deps.clock.now(),
    });
    await tx.journal.append(scope, [sessionUpdated(session, run.traceId)]);
  }
  tx.afterCommit(() => deps.wake({ scope, runId }));
}

/** Parks a run that waits for a person. Answers false when the answer came meanwhile. */
export async function parkRun(tx: Transaction, deps: RunDeps, stale: RunRecord): Promise<boolean> {
  const { scope } = agentOf(stale);
  const { runId } = stale;
  const run = await tx.runs.get(scope, runId);
  if (run?.status !== 'running' || run.abortRequestedAt !== null || !(await waitsForPerson(tx, run))) return false;
  await tx.runs.update(scope, runId, { status: transition(run.status, 'waiting_approval') });
  const session = await tx.sessions.update(scope, run.sessionId, {
    status: 'waiting_approval',
    updatedAt: deps.clock.now(),
  });
  await tx.journal.append(scope, [sessionUpdated(session, run.traceId)]);
  return true;
}

async function waitsForPerson(tx: Transaction, run: RunRecord): Promise<boolean> {
  const toolRuns = await tx.toolRuns.ofRun(agentOf(run).scope, run.runId);
  return toolRuns.find(unfinished)?.status === 'waiting_approval';
}
