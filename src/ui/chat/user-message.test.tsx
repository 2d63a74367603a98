// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OutboxEntry } from '../outbox.ts';
import { renderPage } from './page.fixture.tsx';
import { OutgoingMessage } from './user-message.tsx';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test('a message that waits for its turn says in how many seconds it goes out, and can be taken away', () => {
  const onDiscard = vi.fn<() => void>();
  const nothing = (): void => {};
  const entry: OutboxEntry = {
    key: 'k',
    text: 'hello',
    status: 'waiting',
    retryAt: 1_002_500,
    keyMadeAt: 0,
    afterSeq: 0,
  };
  renderPage(<OutgoingMessage entry={entry} onRetry={nothing} onDiscard={onDiscard} onOtherModel={nothing} />);
  const timer = screen.getByRole('timer');
  expect(timer.textContent).toBe('Too many requests for now. It is sent again by itself in 3 s.');
  act(() => void vi.advanceTimersByTime(1_000));
  expect(timer.textContent).toContain('in 2 s.');
  expect(screen.getByTestId('user-message').textContent).toBe('hello');
  expect(screen.queryByRole('alert')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
  expect(onDiscard).toHaveBeenCalledOnce();
});
