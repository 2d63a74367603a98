import { expect, test } from 'vitest';
import { RunStatus } from '../../protocol/entities.ts';
import { isTerminal, transition } from './run-state.ts';

test('a run that has ended stays as it ended', () => {
  for (const from of ['completed', 'failed', 'aborted'] as const) {
    expect(isTerminal(from)).toBe(true);
    for (const to of RunStatus.options) expect(() => transition(from, to)).toThrow(`from ${from} to ${to}`);
  }
});

test('a queued run runs only after it was accepted', () => {
  expect(() => transition('queued', 'running')).toThrow('from queued to running');
  expect(() => transition('queued', 'completed')).toThrow('from queued to completed');
  expect(transition('queued', 'accepted')).toBe('accepted');
});

test('a run that waits for a person completes only by running on', () => {
  expect(() => transition('waiting_approval', 'completed')).toThrow('from waiting_approval');
  expect(transition('waiting_approval', 'running')).toBe('running');
});

test('every run that has not ended can be stopped', () => {
  for (const from of RunStatus.options.filter((status) => !isTerminal(status))) {
    expect(transition(from, 'aborted')).toBe('aborted');
  }
});
