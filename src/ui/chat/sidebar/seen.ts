/** Which part of a session was looked at on this device, so that what came since can be marked. The same in all of its tabs. */
import type { Session } from '../../../protocol/entities.ts';

export type Seen = {
  /** ISO-8601: whatever changed last before this counts as looked at, else everything would be new on a new device. */
  readonly since: string;
  /** The last seq that was looked at, by session id; the latest one is last. */
  readonly seqs: Readonly<Record<string, number>>;
};

export const SEEN_KEY = 'openfoal.seen';
const MAX_SESSIONS = 500;

export function readSeen(kept: string | null): Seen | undefined {
  try {
    const seen: unknown = JSON.parse(kept ?? 'null');
    const known = typeof seen === 'object' && seen !== null && 'since' in seen && 'seqs' in seen;
    // What a page of ours wrote on this device.
    return known ? (seen as Seen) : undefined;
  } catch {
    return undefined;
  }
}

export const seenFromNow = (now: Date): Seen => ({ since: now.toISOString(), seqs: {} });

/** Never takes anything back: two tabs may be at different places of one session. */
export function withSeen(seen: Seen, sessionId: string, seq: number, now: Date): Seen {
  const { [sessionId]: before = 0, ...others } = seen.seqs;
  if (seq <= before) return seen;
  const entries = Object.entries(others);
  if (entries.length < MAX_SESSIONS) return { ...seen, seqs: { ...others, [sessionId]: seq } };
  // Those that are forgotten count as looked at: what they said was said before now.
  return {
    since: now.toISOString(),
    seqs: { ...Object.fromEntries(entries.slice(-MAX_SESSIONS / 2)), [sessionId]: seq },
  };
}

export function isUnread(seen: Seen | undefined, { id, lastSeq, updatedAt }: Session): boolean {
  if (!seen) return false;
  const seq = seen.seqs[id];
  return seq === undefined ? updatedAt > seen.since : lastSeq > seq;
}
