/**
 * What happens to a run that was on when the gateway stopped. `decideRecovery` is pure; `recoverRuns` carries it out before the
 * gateway listens. Source: architecture.md §2 "On start, before listening".
 */
import { ProtocolError } from '../../protocol/errors.ts';
import type { RunRecord, ToolRunRecord } from '../records.ts';
import { beginRun } from './begin-run.ts';
import { abortedError, finishRun } from './finish-run.ts';
import { agentOf, logFields, type RunDeps, type RunRef } from './run-deps.ts';

export type Recovery =
  /** It waits, for its turn or for a person, and goes on waiting. */
  | { kind: 'wait' }
  /** Its abort was stored: carry it out. */
  | { kind: 'abort' }
  /** A tool had started whose outcome nobody knows: the run ends, and says so. */
  | { kind: 'interrupt'; unknown: ToolRunRecord[] }
  /** Goes on where it was; calls that are safe to repeat run again. */
  | { kind: 'resume'; repeat: ToolRunRecord[] };

export function decideRecovery(run: RunRecord, toolRuns: readonly ToolRunRecord[]): Recovery {
  if (run.status === 'queued') return { kind: 'wait' };
  if (run.abortRequestedAt !== null) return { kind: 'abort' };
  if (run.status === 'waiting_approval') return { kind: 'wait' };
  const started = toolRuns.filter((toolRun) => toolRun.status === 'running');
  const unknown = started.filter((toolRun) => toolRun.effect === 'unknown');
  return unknown.length > 0 ? { kind: 'interrupt', unknown } : { kind: 'resume', repeat: started };
}

/** Answers the runs to wake, and marks in `resumed` those whose step starts again. */
export async function recoverRuns(deps: RunDeps, tenantId: string, resumed: Set<string>): Promise<RunRef[]> {
  const toWake: RunRef[] = [];
  for (const run of await deps.uow.read.runs.unfinished(tenantId)) {
    try {
      if (await recoverRun(deps, run)) {
        resumed.add(run.runId);
        toWake.push({ scope: agentOf(run).scope, runId: run.runId });
      }
    } catch (error) {
      // One run that cannot be recovered must not keep the others, and the gateway, from starting.
      deps.log.error({ ...logFields(run), err: error }, 'a run could not be recovered');
    }
  }
  return toWake;
}

/** Carries out one decision. Answers whether the run goes on. */
async function recoverRun(deps: RunDeps, run: RunRecord): Promise<boolean> {
  const { scope } = agentOf(run);
  const toolRuns = await deps.uow.read.toolRuns.ofRun(scope, run.runId);
  const recovery = decideRecovery(run, toolRuns);
  if (recovery.kind !== 'wait') {
    deps.log.info({ ...logFields(run), recovery: recovery.kind }, 'recovering a run');
  }
  switch (recovery.kind) {
    case 'wait':
      if (run.status === 'queued') await beginIfIdle(deps, run);
      break;
    case 'abort':
      await deps.uow.transaction((tx) =>
        finishRun(tx, deps, run, {
          status: 'aborted',
          error: abortedError(run.traceId),
          startedCalls: 'unknown',
        }),
      );
      break;
    case 'interrupt':
      await deps.uow.transaction((tx) =>
        finishRun(tx, deps, run, {
          status: 'failed',
          error: new ProtocolError('RUN_INTERRUPTED').toShape(run.traceId),
          startedCalls: 'unknown',
        }),
      );
      break;
    case 'resume':
      await deps.uow.transaction(async (tx) => {
        for (const { toolCallId } of recovery.repeat) {
          // startedAt stays: a call that compares before it sets knows by it that it may meet its own work.
          await tx.toolRuns.move(scope, toolCallId, 'running', { status: 'pending' });
        }
      });
      return true;
  }
  return false;
}

/** A queued run whose session is idle: the run before it ended in this recovery, or just before the crash. */
async function beginIfIdle(deps: RunDeps, run: RunRecord): Promise<void> {
  await deps.uow.transaction(async (tx) => {
    const session = await tx.sessions.get(agentOf(run).scope, run.sessionId);
    const current = await tx.runs.get(agentOf(run).scope, run.runId);
    if (session?.activeRunId === null && current?.status === 'queued')
      await beginRun(tx, deps, { run: current, session });
  });
}
