import type { Session } from '../../../protocol/entities.ts';

export type SessionGroup = {
  kind: 'pinned' | 'today' | 'yesterday' | 'week' | 'month';
  /** Of a month: its year and month, 1 to 12. */
  year?: number;
  month?: number;
  sessions: Session[];
};

const WEEK_DAYS = 7;

/**
 * Sessions as people look for them: pinned, then by the day of their last change, as the clock on the wall has it. `sessions`
 * are in the order of the list, pinned first and newest first; groups keep it, and none is empty.
 */
export function groupSessions(sessions: readonly Session[], now: Date): SessionGroup[] {
  const groups: SessionGroup[] = [];
  for (const session of sessions) {
    const place = placeOf(session, now);
    const last = groups.at(-1);
    if (last && last.kind === place.kind && last.year === place.year && last.month === place.month) {
      last.sessions.push(session);
    } else {
      groups.push({ ...place, sessions: [session] });
    }
  }
  return groups;
}

function placeOf({ pinned, updatedAt }: Session, now: Date): Omit<SessionGroup, 'sessions'> {
  if (pinned) return { kind: 'pinned' };
  const at = new Date(updatedAt);
  // A clock of the gateway that is ahead of this one is still today.
  if (updatedAt >= daysBefore(now, 0)) return { kind: 'today' };
  if (updatedAt >= daysBefore(now, 1)) return { kind: 'yesterday' };
  if (updatedAt >= daysBefore(now, WEEK_DAYS)) return { kind: 'week' };
  return { kind: 'month', year: at.getFullYear(), month: at.getMonth() + 1 };
}

/** When the day began that is so many days before today, as ISO-8601: by the calendar, since a day can have 23 hours. */
function daysBefore(now: Date, days: number): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString();
}
