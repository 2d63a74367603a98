import { expect, test } from 'vitest';
import { sessionOf } from '../../../client/fold/journal.fixture.ts';
import type { Session } from '../../../protocol/entities.ts';
import { groupSessions } from './group-sessions.ts';

const NOW = new Date(2026, 2, 30, 0, 30);
const at = (id: string, local: [number, number, number, number, number], more: Partial<Session> = {}): Session =>
  sessionOf({ id, updatedAt: new Date(...local).toISOString(), ...more });

test('nothing makes no group', () => {
  expect(groupSessions([], NOW)).toEqual([]);
});

test('pinned first, then by the day of the last change on the clock of this machine, months by name', () => {
  const sessions = [
    at('p', [2024, 0, 1, 1, 1], { pinned: true }),
    at('future', [2026, 2, 30, 9, 0]),
    at('midnight', [2026, 2, 30, 0, 0]),
    at('late', [2026, 2, 29, 23, 59]),
    at('early', [2026, 2, 29, 0, 0]),
    at('week', [2026, 2, 28, 23, 59]),
    at('week-end', [2026, 2, 23, 0, 0]),
    at('same month', [2026, 2, 22, 23, 59]),
    at('february', [2026, 1, 28, 12, 0]),
    at('a year ago', [2025, 1, 28, 12, 0]),
  ];
  const groups = groupSessions(sessions, NOW).map(({ sessions: rows, ...group }) => ({
    ...group,
    ids: rows.map(({ id }) => id),
  }));
  expect(groups).toEqual([
    { kind: 'pinned', ids: ['p'] },
    { kind: 'today', ids: ['future', 'midnight'] },
    { kind: 'yesterday', ids: ['late', 'early'] },
    { kind: 'week', ids: ['week', 'week-end'] },
    { kind: 'month', year: 2026, month: 3, ids: ['same month'] },
    { kind: 'month', year: 2026, month: 2, ids: ['february'] },
    { kind: 'month', year: 2025, month: 2, ids: ['a year ago'] },
  ]);
});
