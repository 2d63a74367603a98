/**
 * The fold: a pure function from what a client knows and one more event to what it knows then. Events of one session in seq
 * order, each folded once: a repeat is skipped, a gap is said and not bridged. Items that an event does not touch keep their
 * identity. Source: protocol.md §4.
 */
import type { Session } from '../../protocol/entities.ts';
import type { Envelope } from '../../protocol/events.ts';
import { inBatch, withMore } from './batch.ts';
import { foldApprovalRequired, foldApprovalResolved } from './fold-approval.ts';
import { foldAccepted, foldCompleted, foldDelta, foldFailed } from './fold-run.ts';
import { foldToolCall, foldToolResult } from './fold-tool.ts';
import type { Transcript, TranscriptItem } from './transcript.ts';

/** Folds one event. An event of another session, one that was folded already, and any after a gap leave `state` as it is. */
export function fold(state: Transcript, event: Envelope): Transcript {
  if (event.sessionId !== state.sessionId || event.seq <= state.seq || state.resyncNeeded) return state;
  if (event.seq !== state.seq + 1) return { ...state, resyncNeeded: true };
  return { ...apply(state, event), seq: event.seq };
}

export function foldAll(state: Transcript, events: Iterable<Envelope>): Transcript {
  return inBatch(() => {
    let next = state;
    for (const event of events) next = fold(next, event);
    return next;
  });
}

/** What one event says, whatever its seq: for whoever knows that it is the next. */
export function apply(state: Transcript, event: Envelope): Transcript {
  switch (event.event) {
    case 'agent.accepted':
      return foldAccepted(state, event);
    case 'agent.delta':
      return foldDelta(state, event);
    case 'agent.tool_call':
      return foldToolCall(state, event);
    case 'agent.tool_result':
      return foldToolResult(state, event);
    case 'agent.completed':
      return foldCompleted(state, event);
    case 'agent.failed':
      return foldFailed(state, event);
    case 'runtime.mode_changed':
      return foldModeChanged(state, event);
    case 'session.updated':
      return foldSessionUpdated(state, event);
    case 'approval.required':
      return foldApprovalRequired(state, event);
    case 'approval.resolved':
      return foldApprovalResolved(state, event);
    default:
      // A later minor version may add events: they count, and show nothing.
      return state;
  }
}

function foldModeChanged(state: Transcript, event: Envelope<'runtime.mode_changed'>): Transcript {
  const { previous, runtimeMode } = event.payload;
  const { seq, createdAt } = event;
  const item: TranscriptItem = { kind: 'mode', key: `mode:${seq}`, previous, runtimeMode, seq, createdAt };
  return { ...state, session: withMode(state.session, event), items: withMore(state.items, item) };
}

function withMode(session: Session | null, event: Envelope<'runtime.mode_changed'>): Session | null {
  if (!session || session.lastSeq > event.seq) return session;
  const { pendingRuntimeMode: _settled, ...rest } = session;
  return { ...rest, runtimeMode: event.payload.runtimeMode };
}

function foldSessionUpdated(state: Transcript, event: Envelope<'session.updated'>): Transcript {
  const { session, notice } = event.payload;
  // A snapshot that was seeded is newer than this event while the history before it is being replayed.
  const current = state.session && state.session.lastSeq > event.seq ? state.session : session;
  if (!notice) return { ...state, session: current };
  const { seq, createdAt } = event;
  const item: TranscriptItem = { kind: 'notice', key: `notice:${seq}`, notice, seq, createdAt };
  return { ...state, session: current, items: withMore(state.items, item) };
}
