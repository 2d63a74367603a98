import { describe, expect, test } from 'vitest';
import { approvalOf, journal, required, resolved, sessionOf, updated } from './journal.fixture.ts';
import { EMPTY_LIST, foldSessionList, withPendingApprovals, withSessions } from './session-list.ts';

const at = (minute: number): string => `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;

describe('the session list', () => {
  test('an older row does not take a newer one back', () => {
    const list = withSessions(EMPTY_LIST, [sessionOf({ title: 'new', lastSeq: 9 })]);
    expect(withSessions(list, [sessionOf({ title: 'old', lastSeq: 3 })]).sessions[0]?.title).toBe('new');
  });

  test('is pinned first, then last changed first, without archived ones', () => {
    const list = withSessions(EMPTY_LIST, [
      sessionOf({ id: 'a', updatedAt: at(1) }),
      sessionOf({ id: 'b', updatedAt: at(3) }),
      sessionOf({ id: 'c', updatedAt: at(2), pinned: true }),
      sessionOf({ id: 'd', updatedAt: at(4), archived: true }),
    ]);
    expect(list.sessions.map((session) => session.id)).toEqual(['c', 'b', 'a']);
  });

  test('session.updated adds, changes and, when archived, removes; other rows keep their identity', () => {
    const list = withSessions(EMPTY_LIST, [sessionOf({ id: 'a' }), sessionOf({ id: 'b' })]);
    const [changed, gone] = journal([
      updated(sessionOf({ id: 'a', status: 'running', lastSeq: 2 })),
      updated(sessionOf({ id: 'a', archived: true, lastSeq: 3 })),
    ]);
    if (!changed || !gone) throw new Error('the fixture made no events');
    const next = foldSessionList(list, changed);
    expect(next.sessions.find((session) => session.id === 'a')?.status).toBe('running');
    expect(next.sessions.find((session) => session.id === 'b')).toBe(list.sessions.find((each) => each.id === 'b'));
    expect(foldSessionList(next, gone).sessions.map((session) => session.id)).toEqual(['b']);
  });

  test('a delete takes the row away, a restore brings it back, and a page that was read before the delete does not', () => {
    const before = sessionOf({ id: 'a', lastSeq: 0 });
    const deletedAt = at(5);
    const [gone, back] = journal([
      updated(sessionOf({ id: 'a', lastSeq: 0, deletedAt }), { kind: 'deleted' }),
      updated(sessionOf({ id: 'a', lastSeq: 1 }), { kind: 'restored' }),
    ]);
    if (!gone || !back) throw new Error('the fixture made no events');
    const without = foldSessionList(withSessions(EMPTY_LIST, [before]), gone);
    expect(without.sessions).toEqual([]);
    expect(withSessions(without, [before]).sessions).toEqual([]);
    // A snapshot that was read after the delete says the same, and does not stand in the way of the restore.
    const known = withSessions(without, [sessionOf({ id: 'a', lastSeq: 1, deletedAt })]);
    expect(foldSessionList(known, back).sessions.map(({ id }) => id)).toEqual(['a']);
  });

  test('a page that was read before a session was archived does not bring it back', () => {
    const [gone, back] = journal([
      updated(sessionOf({ id: 'a', archived: true, lastSeq: 0 })),
      updated(sessionOf({ id: 'a', lastSeq: 1 })),
    ]);
    if (!gone || !back) throw new Error('the fixture made no events');
    const without = foldSessionList(EMPTY_LIST, gone);
    expect(withSessions(without, [sessionOf({ id: 'a', lastSeq: 0 })]).sessions).toEqual([]);
    expect(foldSessionList(without, back).sessions.map(({ id }) => id)).toEqual(['a']);
  });

  test('an approval that a fork tells of as decided does not wait', () => {
    const [asked] = journal([required('r', 't')]);
    if (asked?.event !== 'approval.required') throw new Error('the fixture made no events');
    const approval = { ...asked.payload.approval, status: 'approved' as const };
    expect(foldSessionList(EMPTY_LIST, { ...asked, payload: { approval } })).toEqual(EMPTY_LIST);
  });

  test('counts the approvals that wait', () => {
    const [asked, answered] = journal([required('r', 't'), resolved('r', 't')]);
    if (!asked || !answered) throw new Error('the fixture made no events');
    const waiting = foldSessionList(EMPTY_LIST, asked);
    expect(waiting.pendingApprovals).toEqual({ a_t: 's_1' });
    expect(foldSessionList(waiting, answered).pendingApprovals).toEqual({});
    expect(withPendingApprovals(waiting, [approvalOf('r', 'x')]).pendingApprovals).toEqual({ a_x: 's_1' });
  });
});
