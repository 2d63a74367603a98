import { expect, test } from 'vitest';
import { fold, foldAll } from '../../client/fold/fold.ts';
import {
  accepted,
  completed,
  delta,
  failed,
  journal,
  output,
  randomJournal,
  result,
  SESSION_ID,
  toolCall,
} from '../../client/fold/journal.fixture.ts';
import { emptyTranscript } from '../../client/fold/transcript.ts';
import { createStyle } from './style.ts';
import { createTranscriptPrinter } from './transcript-printer.ts';

type Entries = Parameters<typeof journal>[0];
const printerOf = (more: Partial<Parameters<typeof createTranscriptPrinter>[0]> = {}) =>
  createTranscriptPrinter({ style: createStyle(false), speech: true, ...more });

/** Everything printed when it is drawn after each event. */
function printed(entries: Entries, more?: Parameters<typeof printerOf>[0]): string {
  const printer = printerOf(more);
  let state = emptyTranscript(SESSION_ID);
  let text = '';
  for (const event of journal(entries)) {
    state = fold(state, event);
    text += printer.next(state);
  }
  return text;
}
/** Everything printed when it is drawn once, at the end. */
const printedAtOnce = (entries: Entries): string =>
  printerOf().next(foldAll(emptyTranscript(SESSION_ID), journal(entries)));

test('a turn with a tool: what is said, what is called, what it prints, how it ends', () => {
  const turn: Entries = [
    accepted('r', 'list it'),
    delta('r', 'm1', [0, 'Let me ']),
    delta('r', 'm1', [7, 'look.']),
    toolCall('r', 't', 'm1'),
    output('r', 't', [0, 'one\ntw']),
    output('r', 't', [6, 'o\n']),
    result('r', 't', { output: 'one\ntwo\n', durationMs: 1_234, exitCode: 0 }),
    delta('r', 'm2', [0, 'Two files.']),
    completed('r', 'm2', 'Two files.'),
  ];
  const wanted = [
    '› list it',
    'Let me look.',
    '● bash.exec ls',
    '  │ one',
    '  │ two',
    '  ✓ success · 1.2 s · exit code 0',
    'Two files.',
    '',
  ].join('\n');
  expect(printed(turn)).toBe(wanted);
  expect(printedAtOnce(turn)).toBe(wanted);
});

test('drawn again, nothing is printed twice', () => {
  const printer = printerOf();
  const state = foldAll(emptyTranscript(SESSION_ID), randomJournal(5));
  expect(printer.next(state)).not.toBe('');
  expect(printer.next(state)).toBe('');
  expect(printer.next({ ...state, items: [...state.items] })).toBe('');
});

test('a step that starts again is printed again, under a mark', () => {
  const text = printed([
    accepted('r', 'go'),
    delta('r', 'm', [0, 'First try']),
    delta('r', 'm', [0, '']),
    delta('r', 'm', [0, 'Second']),
  ]);
  expect(text).toBe('› go\nFirst try\n(starts again)\nSecond');
});

test('reasoning and answer are apart, in the order in which they come', () => {
  const text = printed([
    accepted('r', 'go'),
    delta('r', 'm', [0, 'Hm.', 'reasoning']),
    delta('r', 'm', [0, 'Yes.']),
    delta('r', 'm', [3, ' Wait.', 'reasoning']),
  ]);
  expect(text).toBe('› go\nHm.\n\nYes.\n\n Wait.');
});

test('output that came with the result alone is shown; of long output the rest is counted', () => {
  const long = Array.from({ length: 25 }, (_, index) => `line ${index}\n`).join('');
  const text = printed([
    accepted('r', 'go'),
    toolCall('r', 't'),
    result('r', 't', { output: long, status: 'failed', exitCode: 2 }),
  ]);
  expect(text.split('\n').slice(-5)).toEqual([
    '  │ line 18',
    '  │ line 19',
    '  │ … 5 more lines',
    '  ✗ failed · exit code 2',
    '',
  ]);
});

test('what a tool prints cannot drive the terminal, and its colours end with the line', () => {
  const evil = '\u001b]0;owned\u0007\u001b[31mred\u001b[2J\n';
  const call: Entries = [
    accepted('r', 'go'),
    toolCall('r', 't'),
    output('r', 't', [0, evil]),
    result('r', 't', { output: evil }),
  ];
  expect(printed(call)).toContain('\n  │ red\n');
  expect(printed(call, { style: createStyle(true) })).toContain('\u001b[31mred\u001b[0m\n');
});

test('what a model says cannot drive the terminal, however it is cut into pieces', () => {
  const said = 'a\u001b]52;c;eA==\u0007b\u001b[2Jc';
  const pieces = said.split('').map((character, offset) => delta('r', 'm', [offset, character]));
  expect(printed([accepted('r', 'go'), ...pieces])).toBe('› go\nabc');
});

test('a stopped run says so; a failed one says why, and with which trace', () => {
  expect(printed([accepted('r', 'go'), delta('r', 'm', [0, 'Half']), failed('r', 'aborted')])).toBe(
    '› go\nHalf\n(stopped)\n■ Stopped.\n',
  );
  expect(printed([accepted('r', 'go'), failed('r')])).toBe(
    '› go\n✗ no (MODEL_UNAVAILABLE, trace trace_1) It can be continued.\n',
  );
});

test('for a script only what the agent does is told', () => {
  const turn: Entries = [
    accepted('r', 'go'),
    delta('r', 'm', [0, 'Hello']),
    toolCall('r', 't'),
    result('r', 't', { output: '' }),
  ];
  expect(printed(turn, { speech: false })).toBe('● bash.exec ls\n  ✓ success · exit code 0\n');
});

test('a message that was typed here is not printed once more', () => {
  expect(printed([accepted('r', 'typed'), accepted('r2', 'other')], { isShown: (text) => text === 'typed' })).toBe(
    '› other\n',
  );
});
