/** What a client knows of all sessions: rows of sessions.list, kept current by session.updated and the approval events. */
import type { Approval, Session } from '../../protocol/entities.ts';
import type { Envelope } from '../../protocol/events.ts';

export type SessionList = {
  /** Pinned first, then last changed first; archived and deleted ones are not in it. */
  readonly sessions: readonly Session[];
  /** By id, the lastSeq with which a session left the list: a row that was read before it left does not bring it back. */
  readonly gone: Readonly<Record<string, number>>;
  /** Session id by the id of an approval that waits. */
  readonly pendingApprovals: Readonly<Record<string, string>>;
};

/** The events that the list is folded from, for events.stream. */
export const LIST_EVENTS = ['session.updated', 'approval.required', 'approval.resolved'] as const;

export const EMPTY_LIST: SessionList = { sessions: [], gone: {}, pendingApprovals: {} };

export function foldSessionList(list: SessionList, event: Envelope): SessionList {
  switch (event.event) {
    case 'session.updated':
      // The session in an event is as it is after it; its own lastSeq is that of the event before.
      return withSessions(list, [{ ...event.payload.session, lastSeq: event.seq }]);
    case 'approval.required': {
      const { approvalId, sessionId, status } = event.payload.approval;
      // In a forked session it is told of what was decided long ago.
      if (status !== 'pending') return list;
      return { ...list, pendingApprovals: { ...list.pendingApprovals, [approvalId]: sessionId } };
    }
    case 'approval.resolved': {
      const { [event.payload.approvalId]: _answered, ...pendingApprovals } = list.pendingApprovals;
      return { ...list, pendingApprovals };
    }
    default:
      return list;
  }
}

/** Takes sessions from a page or an event. What is older than what is known is dropped; an unchanged row keeps its identity. */
export function withSessions(list: SessionList, incoming: readonly Session[]): SessionList {
  const byId = new Map(list.sessions.map((session) => [session.id, session]));
  const gone = { ...list.gone };
  for (const session of incoming) {
    const { id, lastSeq } = session;
    const known = byId.get(id)?.lastSeq ?? -1;
    const left = gone[id] ?? -1;
    if (known > lastSeq || left > lastSeq) continue;
    if (session.archived || session.deletedAt !== undefined) {
      byId.delete(id);
      gone[id] = lastSeq;
    } else if (left < lastSeq) {
      byId.set(id, session);
      delete gone[id];
    }
  }
  return { ...list, sessions: [...byId.values()].sort(newestFirst), gone };
}

/** Replaces what waits by what the queue says waits now. */
export function withPendingApprovals(list: SessionList, approvals: readonly Approval[]): SessionList {
  return { ...list, pendingApprovals: Object.fromEntries(approvals.map((each) => [each.approvalId, each.sessionId])) };
}

function newestFirst(a: Session, b: Session): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
