import { expect, test } from 'vitest';
import type { RunStatus, ToolStatus } from '../../protocol/entities.ts';
import type { RunRecord, ToolRunRecord } from '../records.ts';
import { decideRecovery } from './recovery.ts';
import type { ToolEffect } from './tool-port.ts';

// Only the fields that the decision may look at.
const run = (status: RunStatus, abortRequestedAt: number | null = null) => ({ status, abortRequestedAt }) as RunRecord;
const tool = (status: ToolStatus, effect: ToolEffect) => ({ status, effect }) as ToolRunRecord;

test('a shell command that had started is never run again: the run is interrupted and says so', () => {
  const started = tool('running', 'unknown');
  expect(decideRecovery(run('running'), [tool('success', 'unknown'), started])).toEqual({
    kind: 'interrupt',
    unknown: [started],
  });
});

test('a started call that only reads, or that compares before it sets, runs again', () => {
  for (const effect of ['read-only', 'compare-and-set'] as const) {
    const started = tool('running', effect);
    expect(decideRecovery(run('running'), [started])).toEqual({ kind: 'resume', repeat: [started] });
  }
});

test('a call that had not started is simply still to be run', () => {
  expect(decideRecovery(run('running'), [tool('pending', 'unknown')])).toEqual({ kind: 'resume', repeat: [] });
});

test('what waits goes on waiting', () => {
  expect(decideRecovery(run('queued'), [])).toEqual({ kind: 'wait' });
  expect(decideRecovery(run('waiting_approval'), [tool('waiting_approval', 'unknown')])).toEqual({ kind: 'wait' });
});

test('an abort that was stored is carried out, whatever else was going on', () => {
  expect(decideRecovery(run('running', 1), [tool('running', 'unknown')])).toEqual({ kind: 'abort' });
  expect(decideRecovery(run('waiting_approval', 1), [])).toEqual({ kind: 'abort' });
});
