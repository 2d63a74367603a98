import { expect, test } from 'vitest';
import { sessionOf } from '../../../client/fold/journal.fixture.ts';
import { isUnread, readSeen, seenFromNow, withSeen } from './seen.ts';

const NOW = new Date('2026-11-23T08:00:00.000Z');
const before = '2026-11-23T07:59:59.000Z';
const after = '2026-11-23T08:00:01.000Z';
const empty = seenFromNow(NOW);

test.each([null, '', '{', 'null', '[]', '{"seqs":{}}', '7'])('%j is not what a page of ours kept', (kept) => {
  expect(readSeen(kept)).toBeUndefined();
});

test('on a new device nothing old is new; what comes after is', () => {
  expect(isUnread(undefined, sessionOf({ updatedAt: after }))).toBe(false);
  expect(isUnread(empty, sessionOf({ updatedAt: before, lastSeq: 9 }))).toBe(false);
  expect(isUnread(empty, sessionOf({ updatedAt: after, lastSeq: 1 }))).toBe(true);
});

test('a session is read as far as it was looked at, and no tab takes that back', () => {
  const seen = withSeen(withSeen(empty, 'a', 7, NOW), 'a', 5, NOW);
  expect(readSeen(JSON.stringify(seen))).toEqual(seen);
  expect(isUnread(seen, sessionOf({ id: 'a', updatedAt: after, lastSeq: 7 }))).toBe(false);
  expect(isUnread(seen, sessionOf({ id: 'a', updatedAt: before, lastSeq: 8 }))).toBe(true);
});

test('it does not grow for ever, and what is forgotten is not new', () => {
  let seen = empty;
  for (let index = 0; index < 501; index += 1) seen = withSeen(seen, `s${index}`, 1, new Date(after));
  expect(Object.keys(seen.seqs).length).toBeLessThan(300);
  expect(isUnread(seen, sessionOf({ id: 's0', updatedAt: before, lastSeq: 4 }))).toBe(false);
  expect(isUnread(seen, sessionOf({ id: 's500', updatedAt: before, lastSeq: 2 }))).toBe(true);
});
