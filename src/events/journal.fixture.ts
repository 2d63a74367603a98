import type { JournalReader } from '../domain/ports.ts';
import type { Envelope, EventName } from '../protocol/events.ts';

export const SCOPE = { tenantId: 't_default', workspaceId: 'w_default' };

/** An event with the size and the place that a test wants. */
export function makeEvent(
  stateVersion: number,
  { sessionId = 'ses_a', event = 'agent.delta', bytes = 10, ...scope }: Partial<Made> = {},
): Envelope {
  const payload = { runId: 'run_a', messageId: 'msg_a', kind: 'text', offset: 0, delta: 'x'.repeat(bytes) };
  // What the log looks at is the same in every event: the payload of one serves for all.
  return {
    event,
    seq: stateVersion,
    stateVersion,
    ...SCOPE,
    ...scope,
    sessionId,
    traceId: 'f'.repeat(32),
    createdAt: '2030-01-01T00:00:00.000Z',
    payload,
  } as Envelope;
}
type Made = { sessionId: string; event: EventName; bytes: number; tenantId: string; workspaceId: string };

export type MemoryJournal = JournalReader & {
  readonly events: Envelope[];
  /** Called with each answer before it is given: what a test lets happen between reading and answering. */
  onRead: (page: readonly Envelope[]) => void;
  reads: number;
};

export function createMemoryJournal(): MemoryJournal {
  const journal: MemoryJournal = {
    events: [],
    onRead: () => undefined,
    reads: 0,
    head: () => Promise.resolve(journal.events.at(-1)?.stateVersion ?? 0),
    journalId: () => Promise.resolve('jnl_test'),
    readAfter: (_scope, position, { sessionId, events, limit }) => {
      const page = journal.events
        .filter(
          (envelope) =>
            envelope.stateVersion > position &&
            (sessionId === undefined || envelope.sessionId === sessionId) &&
            (events === undefined || events.includes(envelope.event)),
        )
        .slice(0, limit);
      journal.reads += 1;
      journal.onRead(page);
      return Promise.resolve(page);
    },
    readSession: () => Promise.resolve([]),
    readSessionJson: () => Promise.resolve([]),
  };
  return journal;
}
