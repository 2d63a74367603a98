import type { Scope, SpendRecord } from '../records.ts';

/** US dollars: what is settled, and of what is not settled the reservation. */
export type SpentUsd = number;

export interface SpendStore {
  insert(record: SpendRecord): Promise<void>;
  /** Puts what the attempt cost in the place of its reservation. */
  settle(scope: Scope, spendId: string, costUsd: number): Promise<void>;
  /** Removes the reservations of a step that were never settled: whoever made them is gone, and the step is done again. */
  dropUnsettled(scope: Scope, runId: string, step: number): Promise<void>;
  spentByRun(scope: Scope, runId: string): Promise<SpentUsd>;
  /**
   * Spent in the workspace on a UTC day. In a transaction nobody else gets an answer about this day until it ends, so that two
   * cannot both take what is left of it.
   */
  spentOnDay(scope: Scope, day: string): Promise<SpentUsd>;
}
