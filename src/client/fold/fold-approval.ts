/** A tool call that waits for a person, and the answer. */
import type { ApprovalStatus, ToolStatus } from '../../protocol/entities.ts';
import type { Envelope } from '../../protocol/events.ts';
import { withField } from './batch.ts';
import { updateRun, updateTool, withLiveStatus } from './changes.ts';
import type { Transcript } from './transcript.ts';

export function foldApprovalRequired(state: Transcript, event: Envelope<'approval.required'>): Transcript {
  const { approval } = event.payload;
  const { approvalId, runId, toolCallId } = approval;
  const asked = { ...state, approvals: withField(state.approvals, approvalId, approval) };
  const waiting = updateRun(asked, runId, (run) => ({
    ...run,
    status: 'waiting_approval',
    waitsFor: [...run.waitsFor.filter((id) => id !== approvalId), approvalId],
  }));
  return updateTool(waiting, toolCallId, (tool) => ({ ...tool, status: 'waiting_approval', approvalId }));
}

export function foldApprovalResolved(state: Transcript, event: Envelope<'approval.resolved'>): Transcript {
  const { approvalId, runId, status, decidedBy, comment, scope } = event.payload;
  const asked = state.approvals[approvalId];
  if (!asked) return state;
  const decided = { ...asked, status, decidedBy, decidedAt: event.createdAt, scope };
  const settled = comment === undefined ? decided : { ...decided, comment };
  const approvals = withField(state.approvals, approvalId, settled);
  const answered = updateTool({ ...state, approvals }, asked.toolCallId, (tool) =>
    tool.approvalId === approvalId && tool.status === 'waiting_approval'
      ? { ...tool, status: betweenAnswerAndResult(status) }
      : tool,
  );
  const waits = updateRun(answered, runId, (run) => ({
    ...run,
    waitsFor: run.waitsFor.filter((id) => id !== approvalId),
  }));
  return withLiveStatus(waits, runId);
}

/** A superseded approval leaves the call waiting for the next one, or for its run to end. */
function betweenAnswerAndResult(status: ApprovalStatus): ToolStatus {
  switch (status) {
    case 'approved':
      return 'pending';
    case 'rejected':
    case 'expired':
      return 'denied';
    case 'superseded':
    case 'pending':
      return 'waiting_approval';
  }
}
