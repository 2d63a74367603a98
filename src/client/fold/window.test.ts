import { describe, expect, test } from 'vitest';
import type { Envelope } from '../../protocol/events.ts';
import { foldAll } from './fold.ts';
import {
  accepted,
  approvalOf,
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
} from './journal.fixture.ts';
import { stateHash } from './state-hash.ts';
import { activeRun, emptyTranscript, type RunView, seedSession } from './transcript.ts';
import { type JournalWindow, openWindow, type Seeds } from './window.ts';

const seeds: Seeds = { session: sessionOf({ lastSeq: 9_999 }), runs: [], approvals: [] };
const whole = (events: readonly Envelope[]) => foldAll(seedSession(emptyTranscript(SESSION_ID), seeds.session), events);
const running = (runId: string, status: RunView['status'], waitsFor: string[] = []): RunView => ({
  runId,
  traceId: 'trace_1',
  status,
  model: 'demo/scripted',
  runtimeMode: 'local',
  acceptedSeq: 0,
  waitsFor,
});
const allItems = (window: JournalWindow) => new Set(window.transcript().items);

describe('pages in any split give what folding at once gives', () => {
  test.each(Array.from({ length: 60 }, (_, seed) => seed))('journal %i', (seed) => {
    const events = randomJournal(seed);
    const below = randomFrom(seed + 500);
    let from = below(events.length);
    let to = from + 1 + below(events.length - from);
    const window = openWindow(seeds, events.slice(from, to));
    while (from > 0 || to < events.length) {
      if (to === events.length || (from > 0 && below(2) === 0)) {
        const begin = Math.max(0, from - 1 - below(25));
        window.prepend(events.slice(begin, from));
        from = begin;
      } else {
        const end = Math.min(events.length, to + 1 + below(10));
        for (const event of events.slice(to, end)) window.append(event);
        to = end;
      }
      const { fromSeq, seq } = window.transcript();
      expect([fromSeq, seq]).toEqual([from + 1, to]);
    }
    expect(window.transcript()).toEqual(whole(events));
    expect(stateHash(window.transcript())).toBe(stateHash(whole(events)));
  });

  test.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'journal %i: at every moment a window is the fold of its events, whatever was joined on the way',
    (seed) => {
      const events = randomJournal(seed);
      const half = Math.floor(events.length / 2);
      const live = openWindow(seeds, events.slice(half, half + 1));
      for (const event of events.slice(half + 1)) live.append(event);
      live.prepend(events.slice(half - 7, half));
      expect(live.transcript()).toEqual(openWindow(seeds, events.slice(half - 7)).transcript());
    },
  );
});

describe('a window that begins in the middle', () => {
  const events = journal([
    accepted('r', 'go'),
    delta('r', 'm', [0, 'Hello ']),
    delta('r', 'm', [6, 'there, ']),
    toolCall('r', 't'),
    output('r', 't', [0, 'abc']),
    result('r', 't'),
    delta('r', 'm2', [0, 'bye']),
    completed('r', 'm2', 'bye'),
  ]);

  test('does not pass off the rest of a message as the whole, and mends it when the beginning comes', () => {
    const window = openWindow(seeds, events.slice(2));
    expect(window.transcript().items[0]).toMatchObject({ text: 'there, ', partial: true });
    expect(window.transcript().items[2]).not.toHaveProperty('partial');
    window.prepend(events.slice(1, 2));
    expect(window.transcript().items[0]).toMatchObject({ text: 'Hello there, ', partial: true });
    window.prepend(events.slice(0, 1));
    expect(window.transcript()).toEqual(whole(events));
    expect(window.transcript().items[1]).not.toHaveProperty('partial');
  });

  test('takes the result of a call that came before it once the call is there', () => {
    const window = openWindow(seeds, events.slice(4));
    expect(window.transcript().items.map(({ kind }) => kind)).toEqual(['assistant']);
    window.prepend(events.slice(0, 4));
    expect(window.transcript().items[2]).toMatchObject({ status: 'success', output: 'done', stdout: { text: '' } });
  });

  test('knows what a snapshot told of runs and approvals, until their own events are there', () => {
    const asked = journal([
      accepted('r'),
      toolCall('r', 't'),
      required('r', 't'),
      accepted('q', 'later', { status: 'queued' }),
    ]);
    const told: Seeds = {
      ...seeds,
      runs: [running('r', 'waiting_approval', ['a_t']), running('q', 'queued')],
      approvals: [approvalOf('r', 't')],
    };
    const window = openWindow(told, asked.slice(3));
    expect(activeRun(window.transcript())).toMatchObject({ runId: 'r', status: 'waiting_approval', acceptedSeq: 0 });
    expect(window.transcript().queued.map(({ text }) => text)).toEqual(['later']);
    const [, answered] = journal([accepted('x'), resolved('r', 't')], 4);
    window.append(answered as Envelope);
    expect(activeRun(window.transcript())).toMatchObject({ runId: 'r', status: 'running' });
    expect(window.transcript().approvals.a_t).toMatchObject({ status: 'approved' });
    window.prepend(asked.slice(0, 3));
    expect(window.transcript()).toEqual(whole([...asked, answered as Envelope]));
  });

  test('a failed run that was continued later cannot be continued again', () => {
    const later = journal([accepted('r1', 'x'), failed('r1'), accepted('r2', 'x', { continuesRunId: 'r1' })]);
    const window = openWindow(seeds, later.slice(2));
    window.prepend(later.slice(0, 2));
    expect(window.transcript().items[1]).toMatchObject({ kind: 'failure', resumable: false });
  });
});

describe('older pages', () => {
  const events = randomJournal(7, 12);

  test('leave every item that they do not change as it was', () => {
    const cut = events.findIndex((event) => event.event === 'agent.accepted' && event.payload.runId === 'r6');
    const window = openWindow(seeds, events.slice(cut));
    const before = allItems(window);
    const { runs, approvals } = window.transcript();
    window.prepend(events.slice(0, cut));
    const after = allItems(window);
    const lost = [...before].filter((item) => !after.has(item));
    // Only a run that waited in the queue across the cut may have changed.
    expect(lost.filter((item) => 'runId' in item && item.runId.startsWith('r'))).toEqual([]);
    expect(window.transcript().runs).toEqual(expect.arrayContaining([...runs]));
    for (const [id, asked] of Object.entries(approvals)) expect(window.transcript().approvals[id]).toBe(asked);
  });

  test('that do not end where the window begins, or come again, change nothing', () => {
    const window = openWindow(seeds, events.slice(40));
    const before = window.transcript();
    expect(window.prepend(events.slice(0, 39))).toBe(before);
    expect(window.prepend(events.slice(0, 41))).toBe(before);
    expect(window.prepend([])).toBe(before);
    window.prepend(events.slice(0, 40));
    const whole_ = window.transcript();
    expect(window.prepend(events.slice(0, 40))).toBe(whole_);
  });
});
