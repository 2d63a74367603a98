import { describe, expect, test } from 'vitest';
import type { Envelope } from '../../protocol/events.ts';
import { fold, foldAll } from './fold.ts';
import {
  accepted,
  completed,
  delta,
  failed,
  journal,
  output,
  randomFrom,
  randomJournal,
  required,
  resolved,
  result,
  SESSION_ID,
  sessionOf,
  toolCall,
  updated,
} from './journal.fixture.ts';
import { stateHash } from './state-hash.ts';
import { activeRun, emptyTranscript, resumed, seedSession, type Transcript } from './transcript.ts';

const start = emptyTranscript(SESSION_ID);
const foldEntries = (entries: Parameters<typeof journal>[0]): Transcript => foldAll(start, journal(entries));
const assistant = (state: Transcript, messageId: string) =>
  state.items.find((item) => item.kind === 'assistant' && item.messageId === messageId);
const tool = (state: Transcript, toolCallId: string) =>
  state.items.find((item) => item.kind === 'tool' && item.toolCallId === toolCallId);

/** Freezes what was folded, so that a fold which writes into its argument throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}

describe('order', () => {
  test('an event of another session is not folded', () => {
    const [event] = journal([accepted('r')]);
    expect(fold(start, { ...(event as Envelope), sessionId: 's_other' })).toBe(start);
  });

  test('an event that was folded already changes nothing, not even identity', () => {
    const events = journal([accepted('r'), delta('r', 'm', [0, 'a'])]);
    const state = foldAll(start, events);
    expect(foldAll(state, events)).toBe(state);
  });

  test('a gap is said, nothing after it is folded, and the missing events mend it', () => {
    const events = journal([
      accepted('r'),
      delta('r', 'm', [0, 'ab']),
      delta('r', 'm', [2, 'cd']),
      delta('r', 'm', [4, 'e']),
    ]);
    const gapped = foldAll(
      start,
      events.filter((event) => event.seq !== 3),
    );
    expect(gapped.resyncNeeded).toBe(true);
    expect(gapped.seq).toBe(2);
    expect(stateHash(foldAll(resumed(gapped), events))).toBe(stateHash(foldAll(start, events)));
  });

  test('an event that this client does not know counts and shows nothing', () => {
    const [known] = journal([accepted('r')]);
    const later = { ...(known as Envelope), event: 'agent.later' } as unknown as Envelope;
    expect(fold(start, later)).toEqual({ ...start, seq: 1 });
  });
});

test('a message keeps what came with it, also while it waits', () => {
  const attachments = ['att_1', 'att_2'];
  const waiting = foldEntries([accepted('r'), accepted('r2', 'look', { attachments, status: 'queued' })]);
  expect(waiting.queued).toMatchObject([{ text: 'look', attachments }]);
  const begun = foldEntries([accepted('r2', 'look', { attachments })]);
  expect(begun.items).toMatchObject([{ kind: 'user', attachments }]);
});

describe('any way of getting the same events ends in the same state', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed);

  test.each(seeds)('journal %i: cut anywhere, resumed with repeats, equals the whole', (seed) => {
    const events = randomJournal(seed);
    const whole = foldAll(start, events);
    expect(whole.seq).toBe(events.length);
    const below = randomFrom(seed + 1000);
    let state: Transcript = start;
    while (state.seq < events.length) {
      const from = Math.max(0, state.seq - below(8));
      const to = state.seq + 1 + below(12);
      state = foldAll(frozen(state), events.slice(from, to));
    }
    expect(state).toEqual(whole);
    expect(stateHash(state)).toBe(stateHash(whole));
  });

  test.each(seeds.slice(0, 20))('journal %i: with lost events and a resync, equals the whole', (seed) => {
    const events = randomJournal(seed);
    const below = randomFrom(seed);
    let state = foldAll(
      start,
      events.filter(() => below(10) > 0),
    );
    state = foldAll(resumed(state), events.slice(state.seq));
    expect(state).toEqual(foldAll(start, events));
  });

  test('different journals have different hashes', () => {
    const hashes = seeds.map((seed) => stateHash(foldAll(start, randomJournal(seed))));
    expect(new Set(hashes).size).toBe(seeds.length);
  });

  test('the hash leaves out what changes without an event', () => {
    const events = journal([updated(sessionOf({ lastSeq: 1, title: 'a' }))]);
    const followed = foldAll(start, events);
    const opened = seedSession(followed, sessionOf({ lastSeq: 9, updatedAt: '2026-11-22T11:00:00.000Z', title: 'a' }));
    expect(stateHash(opened)).toBe(stateHash(followed));
    expect(stateHash(seedSession(followed, sessionOf({ lastSeq: 9, title: 'b' })))).not.toBe(stateHash(followed));
  });
});

describe('text', () => {
  test('a delta cuts at its offset and appends', () => {
    const state = foldEntries([
      accepted('r'),
      delta('r', 'm', [0, 'Hello wor']),
      delta('r', 'm', [6, 'there']),
      delta('r', 'm', [0, 'why', 'reasoning']),
    ]);
    expect(assistant(state, 'm')).toMatchObject({ text: 'Hello there', reasoning: 'why', finished: false });
  });

  test('a step that starts again leaves nothing of the first try', () => {
    const state = foldEntries([
      accepted('r'),
      delta('r', 'm', [0, 'first try']),
      delta('r', 'm', [0, 'thinking', 'reasoning']),
      delta('r', 'm', [0, '']),
      delta('r', 'm', [0, '', 'reasoning']),
      delta('r', 'm', [0, 'second']),
    ]);
    expect(assistant(state, 'm')).toMatchObject({ text: 'second', reasoning: '' });
  });

  test('offsets count UTF-16 units: an emoji is two', () => {
    const state = foldEntries([
      accepted('r'),
      delta('r', 'm', [0, '👩‍💻 ok']),
      delta('r', 'm', ['👩‍💻'.length, '!']),
      delta('r', 'm', ['👩‍💻!'.length, '🙂']),
    ]);
    expect(assistant(state, 'm')).toMatchObject({ text: '👩‍💻!🙂' });
  });

  test('the text of agent.completed is the last word', () => {
    const state = foldEntries([accepted('r'), delta('r', 'm', [0, 'par']), completed('r', 'm', 'partial no more')]);
    expect(assistant(state, 'm')).toMatchObject({ text: 'partial no more', finished: true, stopped: false });
    expect(foldEntries([accepted('r'), completed('r', 'm', 'all at once')]).items.at(-1)).toMatchObject({
      kind: 'assistant',
      text: 'all at once',
      finished: true,
    });
  });

  test('the next step finishes the message before it', () => {
    const state = foldEntries([accepted('r'), delta('r', 'm1', [0, 'a']), delta('r', 'm2', [0, 'b'])]);
    expect(assistant(state, 'm1')).toMatchObject({ finished: true });
    expect(assistant(state, 'm2')).toMatchObject({ finished: false });
  });

  test('a stopped run keeps the partial text and marks it', () => {
    const state = foldEntries([accepted('r'), delta('r', 'm', [0, 'half a sent']), failed('r', 'aborted')]);
    expect(assistant(state, 'm')).toMatchObject({ text: 'half a sent', finished: true, stopped: true });
    expect(activeRun(state)).toBeUndefined();
  });

  test('what an event does not touch keeps its identity', () => {
    const events = journal([accepted('r'), delta('r', 'm1', [0, 'a']), toolCall('r', 't'), delta('r', 'm2', [0, 'b'])]);
    const before = foldAll(start, events);
    const after = foldAll(before, journal([delta('r', 'm2', [1, 'c'])], 5));
    expect(after.items.map((item, at) => item === before.items[at])).toEqual([true, true, true, false]);
    expect(after.runs).toBe(before.runs);
    expect(after.approvals).toBe(before.approvals);
    expect(after.queued).toBe(before.queued);
  });
});

describe('runs', () => {
  test('a queued message waits outside the transcript and joins its end when its turn comes', () => {
    const entries = [
      accepted('r1', 'first'),
      accepted('r2', 'second', { status: 'queued' as const }),
      delta('r1', 'm', [0, 'answer']),
    ];
    const waiting = foldEntries(entries);
    expect(waiting.queued.map((message) => message.text)).toEqual(['second']);
    expect(waiting.items.map((item) => item.kind)).toEqual(['user', 'assistant']);
    expect(activeRun(waiting)?.runId).toBe('r1');

    const started = foldEntries([...entries, completed('r1', 'm', 'answer'), accepted('r2', 'second')]);
    expect(started.queued).toEqual([]);
    expect(started.items.map((item) => item.key)).toEqual(['user:u_r1', 'assistant:m', 'user:u_r2']);
    expect(started.runs.map((run) => [run.runId, run.status])).toEqual([
      ['r1', 'completed'],
      ['r2', 'accepted'],
    ]);
  });

  test('a queued message that is cancelled does not disappear', () => {
    const state = foldEntries([accepted('r1'), accepted('r2', 'later', { status: 'queued' }), failed('r2', 'aborted')]);
    expect(state.queued).toEqual([]);
    expect(state.items.map((item) => item.key)).toEqual(['user:u_r1', 'user:u_r2', 'failure:r2']);
  });

  test('a continued run repeats no message and cannot be continued twice', () => {
    const state = foldEntries([
      accepted('r1', 'do it'),
      failed('r1'),
      accepted('r2', 'do it', { continuesRunId: 'r1' }),
    ]);
    expect(state.items.map((item) => item.kind)).toEqual(['user', 'failure', 'continued']);
    expect(state.items[1]).toMatchObject({ resumable: false });
    expect(activeRun(state)).toMatchObject({ runId: 'r2', continuesRunId: 'r1' });
  });

  test('what is over stays over', () => {
    const state = foldEntries([accepted('r'), toolCall('r', 't'), failed('r', 'aborted'), result('r', 't')]);
    expect(state.runs[0]?.status).toBe('aborted');
  });
});

describe('tool calls', () => {
  const call = [accepted('r'), toolCall('r', 't')];

  test('one that was judged again has the newer verdict, in its place, and keeps what it was asked', () => {
    const announced = toolCall('r', 't');
    if (announced.event !== 'agent.tool_call') throw new Error('another event');
    const verdict = { action: 'deny', ruleId: 'never', policyVersion: 2, reason: 'no' } as const;
    const again = { ...announced, payload: { ...announced.payload, verdict } };
    const state = foldEntries([...call, required('r', 't'), toolCall('r', 't2'), again]);
    expect(state.items.flatMap((item) => (item.kind === 'tool' ? [item.toolCallId] : []))).toEqual(['t', 't2']);
    expect(tool(state, 't')).toMatchObject({ verdict, status: 'pending', approvalId: 'a_t' });
  });

  test('live output is addressed in bytes per stream', () => {
    const state = foldEntries([
      ...call,
      output('r', 't', [0, 'née\n']),
      output('r', 't', [5, '三\n']),
      output('r', 't', [0, 'warn', 'stderr']),
      output('r', 't', [5, 'x']),
    ]);
    expect(tool(state, 't')).toMatchObject({ status: 'running', stdout: { text: 'née\nx' }, stderr: { text: 'warn' } });
  });

  test('the result replaces the live output; without one the live output stays', () => {
    const running = [...call, output('r', 't', [0, 'abc'])];
    expect(tool(foldEntries([...running, result('r', 't', { durationMs: 7, truncatedBytes: 4 })]), 't')).toMatchObject({
      status: 'success',
      output: 'done',
      stdout: { text: '' },
      exitCode: 0,
      durationMs: 7,
      truncatedBytes: 4,
    });
    const state = foldEntries([...running, result('r', 't', { status: 'unknown', output: undefined })]);
    expect(tool(state, 't')).toMatchObject({ status: 'unknown', stdout: { text: 'abc' } });
  });

  test('a stopped call keeps what it had printed', () => {
    const error = { code: 'ABORTED' as const, message: 'no', retryable: false, traceId: 'trace_1' };
    const end = result('r', 't', { status: 'failed', output: 'The call was stopped.', error });
    const state = foldEntries([...call, output('r', 't', [0, 'abc']), end]);
    expect(tool(state, 't')).toMatchObject({ status: 'failed', stdout: { text: 'abc' }, error: { code: 'ABORTED' } });
  });

  test('an approval makes the call and its run wait until it is answered', () => {
    const asked = foldEntries([...call, required('r', 't')]);
    expect(tool(asked, 't')).toMatchObject({ status: 'waiting_approval', approvalId: 'a_t' });
    expect(activeRun(asked)?.status).toBe('waiting_approval');

    const approved = foldEntries([...call, required('r', 't'), resolved('r', 't')]);
    expect(tool(approved, 't')).toMatchObject({ status: 'pending' });
    expect(activeRun(approved)?.status).toBe('running');
    expect(approved.approvals.a_t).toMatchObject({ status: 'approved', decidedBy: 'user_1', scope: 'once' });

    expect(
      tool(foldEntries([...call, required('r', 't'), resolved('r', 't', { status: 'rejected' })]), 't'),
    ).toMatchObject({
      status: 'denied',
    });
  });

  test('a superseded approval gives way to the next, and a late answer to it changes nothing', () => {
    const state = foldEntries([
      ...call,
      required('r', 't', 'a1'),
      resolved('r', 't', { status: 'superseded', approvalId: 'a1' }),
      required('r', 't', 'a2'),
      resolved('r', 't', { approvalId: 'a1' }),
    ]);
    expect(tool(state, 't')).toMatchObject({ status: 'waiting_approval', approvalId: 'a2' });
    expect(activeRun(state)?.status).toBe('waiting_approval');
  });

  test('a run waits as long as one of its approvals does', () => {
    const two = [...call, toolCall('r', 't2'), required('r', 't'), required('r', 't2'), resolved('r', 't')];
    expect(activeRun(foldEntries([...two, output('r', 't', [0, 'x'])]))?.status).toBe('waiting_approval');
    expect(activeRun(foldEntries([...two, resolved('r', 't2')]))?.status).toBe('running');
  });
});

describe('the session', () => {
  test('an event that is older than the seeded snapshot does not take it back', () => {
    const seeded = seedSession(start, sessionOf({ title: 'new', lastSeq: 5 }));
    const replayed = foldAll(seeded, journal([updated(sessionOf({ title: 'old', lastSeq: 1 }), { kind: 'reset' })]));
    expect(replayed.session?.title).toBe('new');
    expect(replayed.items.map((item) => item.kind)).toEqual(['notice']);
  });

  test('a mode change settles the pending one and stays visible', () => {
    const state = foldEntries([
      updated(sessionOf({ pendingRuntimeMode: 'cloud' })),
      {
        event: 'runtime.mode_changed',
        payload: { sessionId: SESSION_ID, previous: 'local', runtimeMode: 'cloud', effectiveAt: 'next_turn' },
      },
    ]);
    expect(state.session).toEqual(sessionOf({ runtimeMode: 'cloud' }));
    expect(state.items).toMatchObject([{ kind: 'mode', previous: 'local', runtimeMode: 'cloud' }]);
  });
});
