/**
 * The newest part of a journal, which older pages are put in front of. An event may speak of what began before the part (a
 * message that is being written, a call that runs), so older events are not folded on their own: the part keeps its events,
 * and everything is folded anew from the new first one. What is known is then at every moment exactly the fold of the
 * events at hand, and items that came out as they were keep their identity. Once the part begins with the first event of the
 * session nothing older can come, and nothing is kept any more.
 */
import type { Approval, Session } from '../../protocol/entities.ts';
import type { Envelope } from '../../protocol/events.ts';
import { inBatch } from './batch.ts';
import { apply, fold } from './fold.ts';
import { isSameJson } from './same-json.ts';
import { emptyTranscript, type RunView, type Transcript } from './transcript.ts';

/** What a snapshot tells of the session: also of runs and approvals that began before the part. */
export type Seeds = {
  session: Session;
  /** Runs that are not over, by the order in which they were accepted; their `acceptedSeq` is 0. */
  runs: readonly RunView[];
  approvals: readonly Approval[];
};

export type JournalWindow = {
  transcript: () => Transcript;
  /** Folds one more event, as `fold` does. */
  append: (event: Envelope) => Transcript;
  /** Puts the events in front that end where the part begins. Others change nothing. */
  prepend: (events: readonly Envelope[]) => Transcript;
  /** Goes on after a gap: the missing events come next. */
  resume: (transcript: Transcript) => void;
};

/** `events` are gapless; without any, the session has none. */
export function openWindow(seeds: Seeds, events: readonly Envelope[]): JournalWindow {
  let kept: Envelope[] = [];
  let transcript = emptyTranscript(seeds.session.id);
  const refold = (all: readonly Envelope[]): void => {
    const before = transcript;
    transcript = reuse(before, foldFrom(seeds, all));
    kept = transcript.fromSeq === 1 ? [] : joinDeltas(all);
  };
  refold(events);
  return {
    transcript: () => transcript,
    append: (event) => {
      const next = fold(transcript, event);
      if (next.seq > transcript.seq && next.fromSeq > 1) keep(kept, event);
      transcript = next;
      return next;
    },
    prepend: (older) => {
      const { fromSeq, seq } = transcript;
      if (fromSeq === 1 || older.at(-1)?.seq !== fromSeq - 1) return transcript;
      const { session } = transcript;
      refold([...older, ...kept]);
      // Older events say nothing new of now.
      transcript = { ...transcript, seq, session };
      return transcript;
    },
    resume: (resumed) => {
      transcript = resumed;
    },
  };
}

/** What is known without its events: nothing is put in front of it. */
export function closedWindow(known: Transcript): JournalWindow {
  let transcript = known;
  return {
    transcript: () => transcript,
    append: (event) => {
      transcript = fold(transcript, event);
      return transcript;
    },
    prepend: () => transcript,
    resume: (resumed) => {
      transcript = resumed;
    },
  };
}

/** The events in their order, from the first one on, over what was known before it. */
function foldFrom({ session, runs, approvals }: Seeds, events: readonly Envelope[]): Transcript {
  const [first] = events;
  const announced = new Set<string>();
  for (const event of events) {
    if (event.event === 'agent.accepted') announced.add(event.payload.runId);
    else if (event.event === 'approval.required') announced.add(event.payload.approval.approvalId);
  }
  const start: Transcript = {
    ...emptyTranscript(session.id, first?.seq),
    session,
    runs: runs.flatMap((run) =>
      announced.has(run.runId) ? [] : [{ ...run, waitsFor: run.waitsFor.filter((id) => !announced.has(id)) }],
    ),
    approvals: Object.fromEntries(
      approvals.flatMap((asked) => (announced.has(asked.approvalId) ? [] : [[asked.approvalId, asked]])),
    ),
  };
  const state = inBatch(() => events.reduce(apply, start));
  return { ...state, seq: events.at(-1)?.seq ?? start.seq };
}

/** `after`, with everything of `before` in it that is equal: what draws it sees that nothing changed. */
function reuse(before: Transcript, after: Transcript): Transcript {
  const items = new Map(before.items.map((item) => [item.key, item]));
  const runs = new Map(before.runs.map((run) => [run.runId, run]));
  const kept = <T>(known: T | undefined, now: T): T => (known !== undefined && isSameJson(known, now) ? known : now);
  return {
    ...after,
    items: after.items.map((item) => kept(items.get(item.key), item)),
    runs: after.runs.map((run) => kept(runs.get(run.runId), run)),
    queued: kept(before.queued, after.queued),
    approvals: Object.fromEntries(
      Object.entries(after.approvals).map(([id, asked]) => [id, kept(before.approvals[id], asked)]),
    ),
  };
}

/** Deltas that follow each other say the same as one: a long stream is kept as the text that it is, not as its pieces. */
function joinDeltas(events: readonly Envelope[]): Envelope[] {
  const joined: Envelope[] = [];
  for (const event of events) keep(joined, event);
  return joined;
}

function keep(kept: Envelope[], event: Envelope): void {
  const last = kept.at(-1);
  if (last?.event === 'agent.delta' && event.event === 'agent.delta') {
    const { messageId, kind, offset, delta } = event.payload;
    const before = last.payload;
    const follows =
      before.messageId === messageId && before.kind === kind && offset === before.offset + before.delta.length;
    if (follows) {
      // A new object: the event at the end may be one that was handed in. It keeps its place and time, which are the message's.
      kept[kept.length - 1] = { ...last, payload: { ...before, delta: before.delta + delta } };
      return;
    }
  }
  kept.push(event);
}
