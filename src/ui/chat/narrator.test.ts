import { expect, test } from 'vitest';
import { fold, foldAll } from '../../client/fold/fold.ts';
import {
  accepted,
  completed,
  delta,
  failed,
  journal,
  required,
  result,
  SESSION_ID,
  toolCall,
} from '../../client/fold/journal.fixture.ts';
import { emptyTranscript } from '../../client/fold/transcript.ts';
import { createNarrator } from './narrator.ts';

type Entries = Parameters<typeof journal>[0];

/** What is told after each event of `entries`, for somebody who comes after the first `known` of them. */
function heard(entries: Entries, known = 0): string[][] {
  const events = journal(entries);
  let transcript = foldAll(emptyTranscript(SESSION_ID), events.slice(0, known));
  const next = createNarrator(transcript, 'en');
  return events.slice(known).map((event) => {
    transcript = fold(transcript, event);
    return next(transcript).map((told) =>
      told.kind === 'text' ? told.text : told.kind === 'question' ? `? ${told.call.toolName}` : `! ${told.end.status}`,
    );
  });
}

test('an answer is told sentence by sentence while it is written, and the rest at its end', () => {
  const told = heard([
    accepted('r'),
    delta('r', 'm', [0, 'One. Tw']),
    delta('r', 'm', [7, 'o. Three']),
    completed('r', 'm', 'One. Two. Three'),
  ]);
  expect(told).toEqual([[], ['One.'], ['Two.'], ['Three']]);
});

test('what is said before a tool call is told, and each question once', () => {
  const told = heard([
    accepted('r'),
    delta('r', 'm', [0, 'I look']),
    toolCall('r', 'a'),
    toolCall('r', 'b'),
    required('r', 'a', 'apr_1'),
    required('r', 'b', 'apr_2'),
    result('r', 'a'),
  ]);
  expect(told.flat()).toEqual(['I look', '? bash.exec', '? bash.exec']);
});

test('a run that ends otherwise than well is told once', () => {
  expect(heard([accepted('r'), failed('r')]).flat()).toEqual(['! failed']);
});

test('what was there before is not told, and what is being written is told from there', () => {
  const entries = [
    accepted('r'),
    delta('r', 'm', [0, 'Old. Half']),
    delta('r', 'm', [9, ' new. ']),
    completed('r', 'm', 'Old. Half new. End'),
  ];
  expect(heard(entries, 2)).toEqual([[], ['new. End']]);
  expect(heard(entries, 4)).toEqual([]);
});
