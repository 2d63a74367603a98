import { expect, test } from 'vitest';
import { accepted, approvalOf, delta, journal, toolCall } from '../../client/fold/journal.fixture.ts';
import { wordsBefore } from './words-before.ts';

const approval = approvalOf('r1', 't1', 'a1');

test('nothing is made up where the journal does not say it', () => {
  const nothing = { asked: undefined, said: undefined };
  expect(wordsBefore([], approval)).toEqual(nothing);
  expect(wordsBefore(journal([accepted('other', 'no'), delta('other', 'm', [0, 'no'])]), approval)).toEqual(nothing);
});

test('what was asked, and the last text before the call: not reasoning, not what another call brought', () => {
  const events = journal([
    accepted('r1', 'clean up'),
    delta('r1', 'm1', [0, 'I look first.']),
    toolCall('r1', 't0', 'm1'),
    delta('r1', 'm2', [0, 'hm', 'reasoning']),
    delta('r1', 'm2', [0, 'I will delte']),
    delta('r1', 'm2', [7, 'delete the build.']),
    toolCall('r1', 't1', 'm2'),
    delta('r1', 'm3', [0, 'later']),
  ]);
  expect(wordsBefore(events, approval)).toEqual({ asked: 'clean up', said: 'I will delete the build.' });
});

test('a step that says nothing leaves the words of the one before', () => {
  const events = journal([
    accepted('r1', 'go'),
    delta('r1', 'm1', [0, 'Both of them.']),
    toolCall('r1', 't0', 'm1'),
    delta('r1', 'm2', [0, '']),
    toolCall('r1', 't1', 'm2'),
  ]);
  expect(wordsBefore(events, approval).said).toBe('Both of them.');
});
