/** The events of one tool call: asked for, its live output, its result. */
import type { Envelope } from '../../protocol/events.ts';
import { withMore } from './batch.ts';
import { findInRun, updateTool, withLiveStatus, withMessageFinished } from './changes.ts';
import { EMPTY_OUTPUT, foldOutput } from './live-output.ts';
import type { ToolItem, Transcript } from './transcript.ts';

/** A call is announced again when it was judged again: the newer verdict stands in the place of the older. */
export function foldToolCall(state: Transcript, event: Envelope<'agent.tool_call'>): Transcript {
  const { runId, toolCallId, toolName, args, risk, verdict } = event.payload;
  const tool: ToolItem = {
    kind: 'tool',
    key: `tool:${toolCallId}`,
    runId,
    toolCallId,
    toolName,
    args,
    risk,
    verdict,
    status: 'pending',
    stdout: EMPTY_OUTPUT,
    stderr: EMPTY_OUTPUT,
    seq: event.seq,
    createdAt: event.createdAt,
  };
  const live = withLiveStatus(state, runId);
  if (findInRun(live.items, runId, (item) => item.key === tool.key) >= 0) {
    return updateTool(live, toolCallId, (known) => ({ ...known, args, risk, verdict, status: 'pending' }));
  }
  return { ...live, items: withMore(withMessageFinished(live.items, runId), tool) };
}

/**
 * Pieces of live output while it runs; at the end the result, whose `output` repeats them and so replaces them. A call that was
 * stopped has no such output: what it had printed by then stays.
 */
export function foldToolResult(state: Transcript, event: Envelope<'agent.tool_result'>): Transcript {
  const { runId, toolCallId, status, stream, offset, delta } = event.payload;
  return updateTool(withLiveStatus(state, runId), toolCallId, (tool) =>
    stream !== undefined && offset !== undefined && delta !== undefined
      ? { ...tool, status, [stream]: foldOutput(tool[stream], offset, delta) }
      : withResult(tool, event),
  );
}

function withResult(tool: ToolItem, event: Envelope<'agent.tool_result'>): ToolItem {
  const { status, output, durationMs, exitCode, truncatedBytes, error } = event.payload;
  const next: ToolItem = { ...tool, status };
  if (durationMs !== undefined) next.durationMs = durationMs;
  if (exitCode !== undefined) next.exitCode = exitCode;
  if (truncatedBytes !== undefined) next.truncatedBytes = truncatedBytes;
  if (error !== undefined) next.error = error;
  if (output !== undefined) next.output = output;
  const repeats = output !== undefined && error?.code !== 'ABORTED';
  return repeats ? { ...next, stdout: EMPTY_OUTPUT, stderr: EMPTY_OUTPUT } : next;
}
