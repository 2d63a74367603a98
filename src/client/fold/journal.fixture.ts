/** Builds journals for the fold's tests: gapless seqs, and a random one that a seed repeats. */
import type { Approval, Session } from '../../protocol/entities.ts';
import type { Envelope, EventName, EventPayload } from '../../protocol/events.ts';

export const SESSION_ID = 's_1';
const AT = '2026-11-22T10:00:00.000Z';

type Entry = { [E in EventName]: { event: E; payload: EventPayload<E>; runId?: string } }[EventName];

/** Gives entries their envelopes: seq 1, 2, 3 … of one session. */
export function journal(entries: readonly Entry[], firstSeq = 1): Envelope[] {
  return entries.map((entry, index) => envelope(entry, firstSeq + index));
}

function envelope(entry: Entry, seq: number): Envelope {
  const base = { seq, stateVersion: seq * 3, tenantId: 't', workspaceId: 'w', sessionId: SESSION_ID };
  return { ...base, ...entry, traceId: 'trace_1', createdAt: AT };
}

export const accepted = (
  runId: string,
  input = 'hello',
  more: Partial<EventPayload<'agent.accepted'>> = {},
): Entry => ({
  event: 'agent.accepted',
  payload: {
    runId,
    messageId: `u_${runId}`,
    input,
    attachments: [],
    runtimeMode: 'local',
    model: 'demo/scripted',
    agentId: 'main',
    status: 'accepted',
    ...more,
  },
});

/** A piece of a stream: where it starts, what it says, and of which stream it is. */
type Piece<S extends string> = [offset: number, text: string, stream?: S];

export const delta = (
  runId: string,
  messageId: string,
  [offset, text, kind = 'text']: Piece<'text' | 'reasoning'>,
): Entry => ({ event: 'agent.delta', payload: { runId, messageId, kind, offset, delta: text } });

export const toolCall = (runId: string, toolCallId: string, messageId = 'm'): Entry => ({
  event: 'agent.tool_call',
  payload: {
    runId,
    messageId,
    toolCallId,
    toolName: 'bash.exec',
    args: { command: 'ls' },
    risk: 'high',
    verdict: { action: 'approval-required', ruleId: 'tools:bash.exec', policyVersion: 1, reason: 'asks' },
  },
});

export const output = (
  runId: string,
  toolCallId: string,
  [offset, text, stream = 'stdout']: Piece<'stdout' | 'stderr'>,
): Entry => ({
  event: 'agent.tool_result',
  payload: { runId, toolCallId, toolName: 'bash.exec', status: 'running', stream, offset, delta: text },
});

export const result = (
  runId: string,
  toolCallId: string,
  more: Partial<EventPayload<'agent.tool_result'>> = {},
): Entry => ({
  event: 'agent.tool_result',
  payload: { runId, toolCallId, toolName: 'bash.exec', status: 'success', output: 'done', exitCode: 0, ...more },
});

export const completed = (runId: string, messageId: string, text: string): Entry => ({
  event: 'agent.completed',
  payload: {
    runId,
    status: 'completed',
    messageId,
    text,
    model: 'demo/scripted',
    usage: { inputTokens: 3, outputTokens: 5 },
    steps: 1,
    durationMs: 12,
    firstTokenMs: 2,
  },
});

export const failed = (runId: string, status: 'failed' | 'aborted' = 'failed'): Entry => ({
  event: 'agent.failed',
  payload: {
    runId,
    status,
    error: {
      code: status === 'aborted' ? 'ABORTED' : 'MODEL_UNAVAILABLE',
      message: 'no',
      retryable: false,
      traceId: 'trace_1',
    },
    resumable: true,
  },
});

export function approvalOf(runId: string, toolCallId: string, approvalId = `a_${toolCallId}`): Approval {
  return {
    approvalId,
    runId,
    sessionId: SESSION_ID,
    toolCallId,
    toolName: 'bash.exec',
    args: { command: 'ls' },
    display: { kind: 'command', script: 'ls', cwd: '/home/me', mode: 'local', timeoutMs: 60_000 },
    digest: 'd',
    risk: 'high',
    ruleId: 'tools:bash.exec',
    policyVersion: 1,
    status: 'pending',
    requestedAt: AT,
    expiresAt: '2026-11-23T10:00:00.000Z',
  };
}

export const required = (runId: string, toolCallId: string, approvalId?: string): Entry => ({
  event: 'approval.required',
  payload: { approval: approvalOf(runId, toolCallId, approvalId) },
});

export const resolved = (
  runId: string,
  toolCallId: string,
  {
    status = 'approved',
    approvalId = `a_${toolCallId}`,
    scope = 'once',
    ...more
  }: Partial<EventPayload<'approval.resolved'>> = {},
): Entry => ({
  event: 'approval.resolved',
  payload: { approvalId, runId, status, decidedBy: 'user_1', scope, ...more },
});

export function sessionOf(more: Partial<Session> = {}): Session {
  return {
    id: SESSION_ID,
    tenantId: 't',
    workspaceId: 'w',
    agentId: 'main',
    sessionKey: 'workspace:w/agent:main/main',
    title: 'Hello',
    preview: '',
    status: 'idle',
    folder: '/home/me',
    runtimeMode: 'local',
    syncState: 'local_only',
    channel: 'webchat',
    pinned: false,
    archived: false,
    contextUsage: 0,
    compactionCount: 0,
    memoryFlushState: 'idle',
    lastSeq: 0,
    createdAt: AT,
    updatedAt: AT,
    ...more,
  };
}

export const updated = (session: Session, notice?: { kind: string }): Entry => ({
  event: 'session.updated',
  payload: notice ? { session, notice } : { session },
});

/** mulberry32: the same numbers for the same seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const WORDS = ['one ', 'zwei ', '三 ', '👩‍💻', '🙂', '\n\n', 'é', '```sh\n'];

/** A long random session: several runs, retried steps, tools with live output, approvals, a queue, every way to end. */
export function randomJournal(seed: number, runCount = 6): Envelope[] {
  const below = randomFrom(seed);
  const entries: Entry[] = [];
  for (let r = 0; r < runCount; r += 1) {
    const runId = `r${r}`;
    entries.push(accepted(runId, `message ${r}`), updated(sessionOf({ status: 'running', lastSeq: entries.length })));
    if (below(3) === 0) entries.push(accepted(`q${r}`, 'later', { status: 'queued' }));
    const steps = 1 + below(3);
    for (let step = 0; step < steps; step += 1) addStep({ entries, below }, runId, `${runId}m${step}`);
    entries.push(
      below(3) === 0 ? failed(runId, below(2) ? 'aborted' : 'failed') : completed(runId, `${runId}m0`, 'end'),
    );
    if (entries.some((e) => e.event === 'agent.accepted' && e.payload.runId === `q${r}`)) {
      entries.push(below(2) ? failed(`q${r}`, 'aborted') : accepted(`q${r}`, 'later'));
    }
  }
  return journal(entries);
}

type Draft = { entries: Entry[]; below: (n: number) => number };

function addStep({ entries, below }: Draft, runId: string, messageId: string): void {
  for (let attempt = 0; attempt <= below(2); attempt += 1) {
    for (const kind of ['text', 'reasoning'] as const) {
      let length = 0;
      if (attempt > 0) entries.push(delta(runId, messageId, [0, '', kind]));
      for (let i = below(5); i > 0; i -= 1) {
        const piece = WORDS[below(WORDS.length)] ?? '';
        entries.push(delta(runId, messageId, [length, piece, kind]));
        length += piece.length;
      }
    }
  }
  if (below(2) === 0) return;
  const toolCallId = `${messageId}t`;
  entries.push(toolCall(runId, toolCallId, messageId), required(runId, toolCallId));
  entries.push(resolved(runId, toolCallId, { status: below(3) === 0 ? 'rejected' : 'approved' }));
  let bytes = 0;
  for (let i = below(4); i > 0; i -= 1) {
    const piece = WORDS[below(WORDS.length)] ?? '';
    entries.push(output(runId, toolCallId, [bytes, piece]));
    bytes += new TextEncoder().encode(piece).length;
  }
  if (below(4) > 0) entries.push(result(runId, toolCallId));
}
