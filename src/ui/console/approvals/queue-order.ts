import type { Approval } from '../../../protocol/entities.ts';
import type { ShortcutName } from '../../shortcuts.ts';

/** The one that expires first comes first: none expires because it stood at the end. */
export function oldestFirst(approvals: readonly Approval[]): Approval[] {
  return [...approvals].sort(
    (one, other) => compare(one.expiresAt, other.expiresAt) || compare(one.approvalId, other.approvalId),
  );
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export type Move = Extract<ShortcutName<'triage'>, 'up' | 'down' | 'first' | 'last'>;

/** Where a key leads. From one that is no longer listed it leads to the first; past an end it stays. */
export function moved(ids: readonly string[], from: string | undefined, move: Move): string | undefined {
  const at = from === undefined ? -1 : ids.indexOf(from);
  if (move === 'first' || (at === -1 && move !== 'last')) return ids[0];
  if (move === 'last') return ids.at(-1);
  return ids[move === 'up' ? Math.max(0, at - 1) : Math.min(ids.length - 1, at + 1)];
}

/** What is shown once these are answered: the next one in the list, else the nearest before it. */
export function nextAfter(ids: readonly string[], shown: string, answered: ReadonlySet<string>): string | undefined {
  const at = ids.indexOf(shown);
  const left = (id: string): boolean => id !== shown && !answered.has(id);
  return ids.slice(at + 1).find(left) ?? ids.slice(0, Math.max(0, at)).findLast(left);
}
