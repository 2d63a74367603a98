import { expect, test } from 'vitest';
import { fold, foldAll } from '../../client/fold/fold.ts';
import {
  accepted,
  completed,
  delta,
  failed,
  journal,
  randomJournal,
  result,
  SESSION_ID,
  toolCall,
} from '../../client/fold/journal.fixture.ts';
import { emptyTranscript } from '../../client/fold/transcript.ts';
import { estimateHeight, rowsAt, toRows } from './rows.ts';

const entries = [
  accepted('r', 'go'),
  delta('r', 'm1', [0, 'I look.']),
  toolCall('r', 't1'),
  toolCall('r', 't2'),
  result('r', 't1'),
  delta('r', 'm2', [0, 'Found.']),
  completed('r', 'm2', 'Found.'),
];
const events = journal(entries);
const whole = foldAll(emptyTranscript(SESSION_ID), events);

test('each item that shows something is in a row, calls in a row share one; a step that said nothing has none', () => {
  expect(toRows(whole).map(({ key }) => key)).toEqual(['user:u_r', 'assistant:m1', 'calls:t1', 'assistant:m2']);
  const silent = foldAll(emptyTranscript(SESSION_ID), journal([accepted('r'), delta('r', 'm', [0, '']), failed('r')]));
  expect(toRows(silent).map(({ key }) => key)).toEqual(['user:u_r', 'failure:r']);
});

test('the rest of a message whose beginning is not read yet is not shown, unless there is nothing else', () => {
  const from = (seq: number, to: number) => foldAll(emptyTranscript(SESSION_ID, seq), events.slice(seq - 1, to));
  expect(toRows(from(2, 7)).map(({ key }) => key)).toEqual(['calls:t1', 'assistant:m2']);
  expect(toRows(from(2, 2)).map(({ key }) => key)).toEqual(['assistant:m1']);
});

test('calls whose group may begin in what is not read yet are not shown, unless there is nothing else', () => {
  const from = (seq: number, to: number) => foldAll(emptyTranscript(SESSION_ID, seq), events.slice(seq - 1, to));
  expect(toRows(from(4, 7)).map(({ key }) => key)).toEqual(['assistant:m2']);
  expect(toRows(from(4, 5)).map(({ key }) => key)).toEqual(['calls:t2']);
});

test('a row keeps its identity as long as its item does', () => {
  const [more] = journal([delta('r', 'm3', [0, 'x'])], 8);
  if (!more) throw new Error('no event');
  const rows = toRows(whole);
  expect(
    toRows(fold(whole, more), rows)
      .slice(0, -1)
      .every((row, at) => row === rows[at]),
  ).toBe(true);
});

test('a seq is shown by the row that had begun by then; a message comes with the call that ends it', () => {
  const rows = toRows(whole);
  expect(rowsAt(rows, 1)).toEqual(['user:u_r']);
  expect(rowsAt(rows, 2)).toEqual(['assistant:m1']);
  expect(rowsAt(rows, 3)).toEqual(['assistant:m1', 'calls:t1']);
  expect(rowsAt(rows, 5)).toEqual(['calls:t1']);
  expect(rowsAt(rows, 7)).toEqual(['assistant:m2']);
  expect(rowsAt(rows, 999)).toEqual(['assistant:m2']);
  expect(rowsAt([], 1)).toEqual([]);
});

test('every kind of row has a height to begin with', () => {
  for (const row of toRows(foldAll(emptyTranscript(SESSION_ID), randomJournal(3)))) {
    expect(estimateHeight(row, 90)).toBeGreaterThan(16);
  }
});
