import type { ToolStatus } from '../../protocol/entities.ts';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import type { Clock, Ids, Transaction } from '../ports.ts';
import type { RunRecord, ToolRunRecord } from '../records.ts';

export function unfinished(toolRun: ToolRunRecord): boolean {
  return toolRun.status === 'pending' || toolRun.status === 'waiting_approval' || toolRun.status === 'running';
}

type ToolResult = {
  toolRun: ToolRunRecord;
  status: Extract<ToolStatus, 'success' | 'failed' | 'denied' | 'unknown'>;
  /** What the model reads. */
  output: string;
  exitCode?: number | undefined;
  truncatedBytes?: number | undefined;
  error?: ProtocolErrorShape | undefined;
};

/** The end of a call: its row, the message that the model reads, and the event, together. */
export async function storeToolResult(
  tx: Transaction,
  { clock, ids }: { clock: Clock; ids: Ids },
  run: RunRecord,
  { toolRun, status, output, exitCode, truncatedBytes, error }: ToolResult,
): Promise<void> {
  const scope = { tenantId: run.tenantId, workspaceId: run.workspaceId };
  const now = clock.now();
  await tx.toolRuns.update(scope, toolRun.toolCallId, {
    status,
    endedAt: now,
    exitCode: exitCode ?? null,
    error: error ?? null,
  });
  const [envelope] = await tx.journal.append(scope, [
    {
      event: 'agent.tool_result',
      sessionId: run.sessionId,
      runId: run.runId,
      traceId: run.traceId,
      payload: {
        runId: run.runId,
        toolCallId: toolRun.toolCallId,
        toolName: toolRun.toolName,
        status,
        ...(toolRun.startedAt === null ? {} : { durationMs: Math.max(0, now - toolRun.startedAt) }),
        ...(exitCode === undefined ? {} : { exitCode }),
        output,
        ...(truncatedBytes === undefined ? {} : { truncatedBytes }),
        ...(error === undefined ? {} : { error }),
      },
    },
  ]);
  await tx.messages.insert([
    {
      ...scope,
      messageId: ids.next('msg'),
      sessionId: run.sessionId,
      runId: run.runId,
      role: 'tool',
      parts: [{ type: 'tool_result', toolCallId: toolRun.toolCallId, toolName: toolRun.toolName, status, output }],
      seq: envelope?.seq ?? 0,
      createdAt: now,
      call: null,
    },
  ]);
}
