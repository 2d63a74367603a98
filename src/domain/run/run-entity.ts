import type { Run, ToolRun } from '../../protocol/entities.ts';
import type { RunRecord, ToolRunRecord } from '../records.ts';
import { toTimestamp } from '../time.ts';

/** A run as clients see it. */
export function toRun(run: RunRecord): Run {
  return {
    runId: run.runId,
    sessionId: run.sessionId,
    traceId: run.traceId,
    status: run.status,
    model: run.model,
    runtimeMode: run.runtimeMode,
    usage: run.usage,
    steps: run.steps,
    ...(run.continuesRunId === null ? {} : { continuesRunId: run.continuesRunId }),
    startedAt: toTimestamp(run.startedAt ?? run.createdAt),
    ...(run.endedAt === null ? {} : { endedAt: toTimestamp(run.endedAt) }),
    ...(run.error === null ? {} : { error: run.error }),
  };
}

/** A tool run as clients see it. */
export function toToolRun(toolRun: ToolRunRecord): ToolRun {
  return {
    toolCallId: toolRun.toolCallId,
    runId: toolRun.runId,
    toolName: toolRun.toolName,
    args: toolRun.args,
    status: toolRun.status,
    verdict: toolRun.verdict,
    ...(toolRun.startedAt === null ? {} : { startedAt: toTimestamp(toolRun.startedAt) }),
    ...(toolRun.startedAt === null || toolRun.endedAt === null
      ? {}
      : { durationMs: Math.max(0, toolRun.endedAt - toolRun.startedAt) }),
    ...(toolRun.exitCode === null ? {} : { exitCode: toolRun.exitCode }),
    ...(toolRun.error === null ? {} : { error: toolRun.error }),
  };
}
