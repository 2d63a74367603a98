/** The events of a run's life: accepted or queued, its words, its end. */
import type { Envelope } from '../../protocol/events.ts';
import { withEntry, withMore } from './batch.ts';
import { findInRun, updateRun, withLiveStatus, withMessageFinished, withoutQueued } from './changes.ts';
import type { AssistantItem, RunView, Transcript, TranscriptItem, UserItem } from './transcript.ts';

/** A run is announced once, or twice when it waited: first as queued, then as accepted when its turn comes. */
export function foldAccepted(state: Transcript, event: Envelope<'agent.accepted'>): Transcript {
  const { runId, messageId, input, attachments, status, model, runtimeMode, continuesRunId } = event.payload;
  const run: RunView = {
    runId,
    traceId: event.traceId,
    status,
    model,
    runtimeMode,
    acceptedSeq: event.seq,
    waitsFor: [],
    ...(continuesRunId === undefined ? {} : { continuesRunId }),
  };
  const known = state.runs.some((candidate) => candidate.runId === runId);
  const announced = known ? updateRun(state, runId, () => run) : { ...state, runs: withMore(state.runs, run) };
  const message: UserItem = {
    kind: 'user',
    key: `user:${messageId}`,
    runId,
    messageId,
    text: input,
    attachments,
    seq: event.seq,
    createdAt: event.createdAt,
  };
  if (continuesRunId !== undefined) return withContinued(announced, run, event);
  if (status === 'queued') return { ...announced, queued: [...withoutQueued(state.queued, runId), message] };
  return { ...announced, queued: withoutQueued(state.queued, runId), items: withMore(state.items, message) };
}

/** A continuation repeats no message: it marks where the run goes on, and the earlier run can not be continued again. */
function withContinued(state: Transcript, run: RunView, event: Envelope<'agent.accepted'>): Transcript {
  const { runId, continuesRunId = '' } = run;
  const items: TranscriptItem[] = state.items.map((item) =>
    item.kind === 'failure' && item.runId === continuesRunId && item.resumable ? { ...item, resumable: false } : item,
  );
  if (run.status === 'queued') return { ...state, items };
  const { seq, createdAt } = event;
  items.push({ kind: 'continued', key: `continued:${runId}`, runId, continuesRunId, seq, createdAt });
  return { ...state, items };
}

/** Cuts at `offset` and appends. A step that starts again cuts at 0, so what it had said before is gone in every client. */
export function foldDelta(state: Transcript, event: Envelope<'agent.delta'>): Transcript {
  const { runId, messageId, kind, offset, delta } = event.payload;
  const live = withLiveStatus(state, runId);
  const at = findInRun(live.items, runId, (item) => item.kind === 'assistant' && item.messageId === messageId);
  const message = live.items[at];
  if (message?.kind === 'assistant') {
    const before = message[kind];
    const kept = offset === before.length ? before : before.slice(0, offset);
    return { ...live, items: withEntry(live.items, at, { ...message, [kind]: kept + delta, finished: false }) };
  }
  const begun = { ...newMessage(live, event), [kind]: delta };
  return { ...live, items: withMore(withMessageFinished(live.items, runId), begun) };
}

export function foldCompleted(state: Transcript, event: Envelope<'agent.completed'>): Transcript {
  const { runId, messageId, text, model, usage, steps, durationMs, firstTokenMs } = event.payload;
  const ended = { status: 'completed' as const, model, usage, steps, durationMs, firstTokenMs };
  const next = updateRun(state, runId, (run) => ({ ...run, ...ended }));
  const items = withMessageFinished(next.items, runId);
  const at = findInRun(items, runId, (item) => item.kind === 'assistant' && item.messageId === messageId);
  const message = items[at];
  if (message?.kind === 'assistant') {
    return { ...next, items: message.text === text ? items : withEntry(items, at, { ...message, text }) };
  }
  if (text === '') return { ...next, items };
  return { ...next, items: withMore(items, { ...newMessage(next, event), text, finished: true }) };
}

export function foldFailed(state: Transcript, event: Envelope<'agent.failed'>): Transcript {
  const { runId, status, error, resumable } = event.payload;
  const next = updateRun(state, runId, (run) => ({ ...run, status }));
  // A message whose run ended before its turn came still was said: it stays, with the reason under it.
  const neverStarted = state.queued.filter((message) => message.runId === runId);
  const failure: TranscriptItem = {
    kind: 'failure',
    key: `failure:${runId}`,
    runId,
    status,
    error,
    resumable,
    seq: event.seq,
    createdAt: event.createdAt,
  };
  const finished = withMessageFinished(next.items, runId, status === 'aborted');
  const items = withMore<TranscriptItem>(finished, ...neverStarted, failure);
  return { ...next, queued: withoutQueued(state.queued, runId), items };
}

function newMessage(state: Transcript, event: Envelope<'agent.delta' | 'agent.completed'>): AssistantItem {
  const { runId, messageId } = event.payload;
  return {
    kind: 'assistant',
    key: `assistant:${messageId}`,
    runId,
    messageId,
    text: '',
    reasoning: '',
    finished: false,
    stopped: false,
    ...(mayBePartial(state, runId) ? { partial: true } : {}),
    seq: event.seq,
    createdAt: event.createdAt,
  };
}

/** A run does one thing after the other: only the first that is seen of it can have begun before the first event at hand. */
function mayBePartial(state: Transcript, runId: string): boolean {
  if (state.fromSeq === 1) return false;
  if (state.runs.some((run) => run.runId === runId && run.acceptedSeq > 0)) return false;
  return findInRun(state.items, runId, () => true) < 0;
}
