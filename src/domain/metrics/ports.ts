/** What the rows say in numbers. Everything is read by an index over time, never by walking through the past. */
import type { ApprovalStatus, RunStatus, ToolStatus } from '../../protocol/entities.ts';
import type { Scope } from '../records.ts';

/** From `from` to before `to`, in buckets of `bucketMs` from `from` on: bucket 0 is the first. */
export type TimeRange = { from: number; to: number; bucketMs: number };

export type RunCount = {
  bucket: number;
  model: string;
  status: RunStatus;
  /** Of the error; null without one. */
  code: string | null;
  count: number;
  inputTokens: number;
  outputTokens: number;
};

export interface MetricsStore {
  /** Runs that have not ended, by status. */
  liveRuns(scope: Scope): Promise<{ status: RunStatus; count: number }[]>;
  pendingApprovals(scope: Scope): Promise<{ count: number; oldestRequestedAt: number | null }>;
  /** Runs by when they were made. */
  runsStarted(scope: Scope, range: TimeRange): Promise<{ bucket: number; count: number }[]>;
  /** Runs by when they ended. */
  runsEnded(scope: Scope, range: TimeRange): Promise<RunCount[]>;
  /** Completed runs by when they ended, latest first. */
  runTimes(
    scope: Scope,
    range: TimeRange,
    limit: number,
  ): Promise<{ model: string; startedAt: number | null; endedAt: number | null; firstTokenMs: number | null }[]>;
  /** Tool runs by when they were made. */
  toolRuns(
    scope: Scope,
    range: TimeRange,
  ): Promise<{ bucket: number; toolName: string; status: ToolStatus; count: number }[]>;
  /** Tool runs that ran, by when they were made, latest first. */
  toolTimes(
    scope: Scope,
    range: TimeRange,
    limit: number,
  ): Promise<{ toolName: string; startedAt: number | null; endedAt: number | null }[]>;
  /** Approvals by when they were asked. */
  approvals(scope: Scope, range: TimeRange): Promise<{ status: ApprovalStatus; count: number }[]>;
  /** Approvals that a person decided, by when they were asked, latest first. */
  approvalTimes(
    scope: Scope,
    range: TimeRange,
    limit: number,
  ): Promise<{ requestedAt: number; decidedAt: number | null }[]>;
  /** Attempts by when they were made, of the UTC `days` that the range touches. */
  spend(
    scope: Scope,
    range: TimeRange,
    days: readonly string[],
  ): Promise<{ bucket: number; model: string; costUsd: number; reservedUsd: number }[]>;
}
