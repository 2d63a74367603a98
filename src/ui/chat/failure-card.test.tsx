// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { FailureItem } from '../../client/fold/transcript.ts';
import { FailureCard } from './failure-card.tsx';
import { renderPage } from './page.fixture.tsx';

const item: FailureItem = {
  kind: 'failure',
  key: 'failure:r',
  seq: 3,
  runId: 'r',
  status: 'failed',
  error: {
    code: 'MODEL_UNAVAILABLE',
    message: 'ollama/qwen did not answer.',
    details: { 'ollama/qwen': 'timeout' },
    retryable: true,
    traceId: 'trace_abc',
  },
  resumable: true,
  createdAt: '2026-11-22T10:00:00.000Z',
};
const onContinue = vi.fn<(runId: string) => Promise<void>>(() => Promise.resolve());
const onOtherModel = vi.fn<(runId: string) => void>();
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

test('a run that cannot be continued offers no way to', () => {
  renderPage(<FailureCard item={{ ...item, resumable: false }} onContinue={onContinue} onOtherModel={onOtherModel} />);
  expect(screen.queryByRole('button', { name: 'Continue' })).toBeNull();
});

test('says the cause in the language of the page, the details, and the trace id', () => {
  renderPage(<FailureCard item={item} onContinue={onContinue} onOtherModel={onOtherModel} />, 'zh-CN');
  const text = screen.getByTestId('failure-card').textContent;
  for (const said of ['模型没有响应', 'ollama/qwen did not answer.', '"timeout"', 'trace_abc', 'MODEL_UNAVAILABLE']) {
    expect(text).toContain(said);
  }
});

test('continues the run that failed', async () => {
  const error = { ...item.error, code: 'STORAGE_FULL' as const };
  renderPage(<FailureCard item={{ ...item, error }} onContinue={onContinue} onOtherModel={onOtherModel} />);
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Continue' })));
  expect(onContinue.mock.calls).toEqual([['r']]);
});

test('a stopped run is no alarm', () => {
  renderPage(<FailureCard item={{ ...item, status: 'aborted' }} onContinue={onContinue} onOtherModel={onOtherModel} />);
  expect(screen.queryByTestId('failure-card')).toBeNull();
  expect(screen.getByTestId('run-stopped').textContent).toContain('Stopped.');
});

test('where another model would help, one can be chosen, and to go on with the same is in the menu', async () => {
  renderPage(<FailureCard item={item} onContinue={onContinue} onOtherModel={onOtherModel} />);
  fireEvent.click(screen.getByRole('button', { name: 'Try another model' }));
  expect(onOtherModel.mock.calls).toEqual([['r']]);
  expect(screen.queryByRole('button', { name: 'Continue' })).toBeNull();
  fireEvent.keyDown(screen.getByRole('button', { name: 'More to do' }), { key: 'Enter' });
  await act(async () => void fireEvent.click(screen.getByRole('menuitem', { name: 'Continue' })));
  expect(onContinue.mock.calls).toEqual([['r']]);
});

test('where the model is not the cause, no other one is offered', () => {
  const error = { ...item.error, code: 'STORAGE_FULL' as const };
  renderPage(<FailureCard item={{ ...item, error }} onContinue={onContinue} onOtherModel={onOtherModel} />);
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['', 'Continue']);
});
