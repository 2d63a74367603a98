import { ProtocolError } from '../../protocol/errors.ts';
import type { Stores } from '../ports.ts';
import type { RunRecord, Scope } from '../records.ts';

/** @throws ProtocolError NOT_FOUND, also for a run of a deleted session, or of another tenant or workspace */
export async function requireRun(
  stores: Pick<Stores, 'runs' | 'sessions'>,
  scope: Scope,
  runId: string,
): Promise<RunRecord> {
  const run = await stores.runs.get(scope, runId);
  const session = run && (await stores.sessions.get(scope, run.sessionId));
  if (!run || session?.deletedAt !== null) {
    throw new ProtocolError('NOT_FOUND', 'There is no such run: check the runId.');
  }
  return run;
}
