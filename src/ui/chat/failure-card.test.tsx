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
afterEach(cleanup);

test('a run that cannot be continued offers no way to', () => {
  renderPage(<FailureCard item={{ ...item, resumable: false }} onContinue={onContinue} />);
  expect(screen.queryByRole('button', { name: 'Continue' })).toBeNull();
});

test('says the cause in the language of the page, the details, and the trace id', () => {
  renderPage(<FailureCard item={item} onContinue={onContinue} />, 'zh-CN');
  const text = screen.getByTestId('failure-card').textContent;
  for (const said of ['模型没有响应', 'ollama/qwen did not answer.', '"timeout"', 'trace_abc', 'MODEL_UNAVAILABLE']) {
    expect(text).toContain(said);
  }
});

test('continues the run that failed', async () => {
  renderPage(<FailureCard item={item} onContinue={onContinue} />);
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Continue' })));
  expect(onContinue.mock.calls).toEqual([['r']]);
});

test('a stopped run is no alarm', () => {
  renderPage(<FailureCard item={{ ...item, status: 'aborted' }} onContinue={onContinue} />);
  expect(screen.queryByTestId('failure-card')).toBeNull();
  expect(screen.getByTestId('run-stopped').textContent).toContain('Stopped.');
});
