import { expect, test } from 'vitest';
import { accepted, approvalOf, delta, journal, toolCall } from '../../client/fold/journal.fixture.ts';
import { wordsBefore } from './words-before.ts';

const approval = approvalOf('r1', 't1', 'a1');

test('nothing is made up where the journal does not say it', () => {
  expect(wordsBefore([], approval)).toEqual({ asked: undefined, said: undefined });
  expect(wordsBefore(journal([accepted('other', 'no')]), approval)).toEqual({ asked: undefined, said: undefined });
});
