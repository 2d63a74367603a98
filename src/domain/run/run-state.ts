/** The states of a run and the only ways between them. Pure; every change of a run goes through here. */
import type { RunStatus } from '../../protocol/entities.ts';

const NEXT: Record<RunStatus, readonly RunStatus[]> = {
  queued: ['accepted', 'aborted'],
  accepted: ['running', 'failed', 'aborted'],
  running: ['waiting_approval', 'completed', 'failed', 'aborted'],
  waiting_approval: ['running', 'failed', 'aborted'],
  completed: [],
  failed: [],
  aborted: [],
};

export type TerminalStatus = 'completed' | 'failed' | 'aborted';

export function isTerminal(status: RunStatus): status is TerminalStatus {
  return NEXT[status].length === 0;
}

/** The status to store. @throws Error on a way that does not exist: a bug, never a client's doing */
export function transition<S extends RunStatus>(from: RunStatus, to: S): S {
  if (!NEXT[from].includes(to)) throw new Error(`a run cannot go from ${from} to ${to}`);
  return to;
}
