import type { Clock, Ids, Log, UnitOfWork } from '../ports.ts';
import type { Caller, RunRecord, Scope } from '../records.ts';
import type { Folders } from '../session/folders.ts';
import type { DeltaJournal } from './delta-journal.ts';
import type { Models } from './model-port.ts';
import type { Persist } from './persist.ts';
import type { ToolRegistry } from './tool-port.ts';

/** What the operations on runs are made of. */
export type RunDeps = {
  uow: UnitOfWork;
  clock: Clock;
  ids: Ids;
  log: Log;
  models: Models;
  tools: ToolRegistry;
  folders: Folders;
  deltas: DeltaJournal;
  persist: Persist;
  /** Called after the commit that lets a run go on: it is picked up by the driver. */
  wake(run: RunRef): void;
  /** Called after the commit that asked a person, so that the approval's time is watched. */
  approvalRequired(): void;
  /** Named places where a test stops or kills the process; does nothing otherwise. */
  faultPoint(name: FaultPoint): void;
};

export type RunRef = { scope: Scope; runId: string };

/** Where a crash is tested, in the order of a run. */
export const FAULT_POINTS = [
  'run.accepted',
  'step.before',
  'step.streaming',
  'step.ended',
  'approval.required',
  'approval.resolved',
  'tool.claimed',
  'tool.started',
  'tool.finished',
  'run.finished',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** The agent acting in a run: what it does is done in its name, on the trace of the run. */
export function agentOf(run: RunRecord): Caller {
  return {
    scope: { tenantId: run.tenantId, workspaceId: run.workspaceId },
    actor: { id: `agent:${run.agentId}`, type: 'agent' },
    traceId: run.traceId,
  };
}

/** What every log line about a run carries. Source: architecture.md §8. */
export function logFields(run: RunRecord): Record<string, string> {
  return { trace_id: run.traceId, run_id: run.runId, session: run.sessionId, tenant: run.tenantId };
}
