/**
 * The journal of a session, event by event, as that of its fork: the same conversation under new ids, which folds to the same and
 * needs less room. Pieces of streamed text are put together as a client would fold them, live output that a result repeats is left out, and so is
 * what speaks of the original only. Nothing in it can be acted on: its approvals are decided, its failures are not to be
 * continued. Pure. Source: docs/decisions/0017.
 */
import type { MessagePart, Session } from '../../protocol/entities.ts';
import type { Envelope } from '../../protocol/events.ts';
import type { EventDraft, Ids } from '../ports.ts';
import { stepMessageId } from '../run/step-message-id.ts';

/** What the copy has to know of the prefix before it begins. */
export type ForkPlan = {
  /** The runs whose end lies in the prefix: only these are in the copy. */
  ended: ReadonlySet<string>;
  /** How the approvals of the prefix were decided. */
  decided: ReadonlyMap<string, Envelope<'approval.resolved'>>;
};

/** An event of the copy, and the seq in the original of the one that it stands for. */
export type CopiedEvent = { seq: number; draft: EventDraft };

export type ForkCopy = {
  /** Takes the events of the original in order; answers those of the copy that are settled by it. */
  take(event: Envelope): CopiedEvent[];
  /** What is left when all are taken. */
  end(): CopiedEvent[];
  /** The new id for one of the original; the same for the same. */
  idOf(id: string): string;
  partOf(part: MessagePart): MessagePart;
};

/** Notices that tell of the session, not of its conversation. */
const OF_THE_ORIGINAL = ['deleted', 'restored', 'forked'];
/** Longest piece of text in one event of the copy, in UTF-16 units. */
const MAX_PIECE = 64 * 1024;

type Delta = Envelope<'agent.delta'>;
type Result = Envelope<'agent.tool_result'>;
type Said = { first: Delta; pieces: { kind: 'text' | 'reasoning'; offset: number; text: string }[] };

export function planFork(): ForkPlan & { look(event: Envelope): void } {
  const ended = new Set<string>();
  const decided = new Map<string, Envelope<'approval.resolved'>>();
  return {
    ended,
    decided,
    look: (event) => {
      if (event.event === 'agent.completed' || event.event === 'agent.failed') ended.add(event.payload.runId);
      if (event.event === 'approval.resolved') decided.set(event.payload.approvalId, event);
    },
  };
}

export function createForkCopy(session: Session, { ended, decided }: ForkPlan, ids: Ids): ForkCopy {
  const known = new Map<string, string>();
  let said: Said | undefined;
  let live: Result[] = [];

  /** `run_…` becomes another `run_…`; the message of a step goes on following from its run. */
  function idOf(id: string): string {
    let copy = known.get(id);
    if (copy === undefined) {
      copy = ids.next(id.split('_', 1)[0] ?? 'id');
      known.set(id, copy);
    }
    return copy;
  }

  function messageIdOf(runId: string, messageId: string): string {
    const step = Number(messageId.slice(messageId.lastIndexOf('_') + 1));
    if (stepMessageId(runId, step) === messageId) known.set(messageId, stepMessageId(idOf(runId), step));
    return idOf(messageId);
  }

  function copied(event: Envelope, of: Pick<EventDraft, 'event' | 'payload'>): CopiedEvent {
    const { traceId, runId } = event;
    const base = { sessionId: session.id, traceId, createdAt: Date.parse(event.createdAt) };
    // The seam: an event keeps its name, and its payload is that of the name with other ids.
    const draft = { ...base, ...(runId === undefined ? {} : { runId: idOf(runId) }), ...of } as EventDraft;
    return { seq: event.seq, draft };
  }

  function speak(event: Delta): CopiedEvent[] {
    const { messageId, kind, offset, delta } = event.payload;
    const before = said && said.first.payload.messageId !== messageId ? flush() : [];
    said ??= { first: event, pieces: [] };
    const last = said.pieces.findLast((piece) => piece.kind === kind);
    const at = last ? offset - last.offset : -1;
    // As a client folds it: cut there, and append. What lies before the piece at hand begins another one.
    if (last && at >= 0 && at <= last.text.length && last.text.length < MAX_PIECE) {
      last.text = last.text.slice(0, at) + delta;
    } else {
      said.pieces.push({ kind, offset, text: delta });
    }
    return before;
  }

  function flush(): CopiedEvent[] {
    if (!said) return [];
    const { first, pieces } = said;
    said = undefined;
    const { runId, messageId } = first.payload;
    return pieces.map(({ kind, offset, text }) =>
      copied(first, {
        event: 'agent.delta',
        payload: { runId: idOf(runId), messageId: messageIdOf(runId, messageId), kind, offset, delta: text },
      }),
    );
  }

  function withIds(event: Result): CopiedEvent {
    const { runId, toolCallId } = event.payload;
    const payload = { ...event.payload, runId: idOf(runId), toolCallId: idOf(toolCallId) };
    return copied(event, { event: 'agent.tool_result', payload });
  }

  function result(event: Result): CopiedEvent[] {
    const { toolCallId, delta, output, error } = event.payload;
    if (delta !== undefined) {
      live.push(event);
      return [];
    }
    const pieces = live.filter((piece) => piece.payload.toolCallId === toolCallId);
    live = live.filter((piece) => piece.payload.toolCallId !== toolCallId);
    const repeats = output !== undefined && error?.code !== 'ABORTED';
    return [...(repeats ? [] : pieces.map(withIds)), withIds(event)];
  }

  /** The event of the copy for one of the original, or nothing for what has no place in it. */
  function copyOf(event: Envelope): CopiedEvent[] {
    switch (event.event) {
      case 'agent.delta':
        return speak(event);
      case 'agent.tool_result':
        return result(event);
      case 'agent.accepted': {
        const { runId, messageId, continuesRunId } = event.payload;
        const payload = {
          ...event.payload,
          runId: idOf(runId),
          messageId: idOf(messageId),
          ...(continuesRunId === undefined ? {} : { continuesRunId: idOf(continuesRunId) }),
        };
        return [copied(event, { event: event.event, payload })];
      }
      case 'agent.tool_call': {
        const { runId, messageId, toolCallId } = event.payload;
        const names = {
          runId: idOf(runId),
          messageId: messageIdOf(runId, messageId),
          toolCallId: idOf(toolCallId),
        };
        return [copied(event, { event: event.event, payload: { ...event.payload, ...names } })];
      }
      case 'agent.completed': {
        const { runId, messageId } = event.payload;
        const names = { runId: idOf(runId), messageId: messageIdOf(runId, messageId) };
        return [copied(event, { event: event.event, payload: { ...event.payload, ...names } })];
      }
      case 'agent.failed': {
        const payload = { ...event.payload, runId: idOf(event.payload.runId), resumable: false };
        return [copied(event, { event: event.event, payload })];
      }
      case 'approval.required': {
        const { approval } = event.payload;
        const answer = decided.get(approval.approvalId);
        if (!answer) return [];
        const { status, decidedBy, comment, scope } = answer.payload;
        const settled = {
          ...approval,
          approvalId: idOf(approval.approvalId),
          runId: idOf(approval.runId),
          toolCallId: idOf(approval.toolCallId),
          sessionId: session.id,
          status,
          decidedBy,
          decidedAt: answer.createdAt,
          scope,
          ...(comment === undefined ? {} : { comment }),
        };
        return [copied(event, { event: event.event, payload: { approval: settled } })];
      }
      case 'approval.resolved': {
        const { approvalId, runId } = event.payload;
        const payload = { ...event.payload, approvalId: idOf(approvalId), runId: idOf(runId) };
        return [copied(event, { event: event.event, payload })];
      }
      case 'runtime.mode_changed':
        return [copied(event, { event: event.event, payload: { ...event.payload, sessionId: session.id } })];
      case 'session.updated': {
        const { notice } = event.payload;
        if (!notice || OF_THE_ORIGINAL.includes(notice.kind)) return [];
        const { runId, ...rest } = notice;
        const mapped = runId !== undefined && ended.has(runId) ? { ...rest, runId: idOf(runId) } : rest;
        return [copied(event, { event: event.event, payload: { session, notice: mapped } })];
      }
      default:
        // What a later version adds is not known to be copied rightly.
        return [];
    }
  }

  return {
    idOf,
    partOf: (part) =>
      part.type === 'tool_call' || part.type === 'tool_result' ? { ...part, toolCallId: idOf(part.toolCallId) } : part,
    take: (event) => {
      const runId = event.runId ?? ('runId' in event.payload ? event.payload.runId : undefined);
      if (runId !== undefined && !ended.has(runId)) return [];
      const next = copyOf(event);
      return event.event === 'agent.delta' || next.length === 0 ? next : [...flush(), ...next];
    },
    end: () => [...flush(), ...live.map(withIds)],
  };
}
