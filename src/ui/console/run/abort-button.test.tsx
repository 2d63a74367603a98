// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { CallFailure } from '../../../client/call-failure.ts';
import { renderPage } from '../../chat/page.fixture.tsx';
import { AbortButton } from './abort-button.tsx';

const mutate = vi.fn<(method: string, input: unknown) => Promise<unknown>>();
const shout = vi.hoisted(() => vi.fn<(text: string) => void>());
vi.mock('../../gateway-provider.tsx', () => ({ useGateway: () => ({ client: { mutate } }) }));
vi.mock('sonner', () => ({ toast: { error: shout } }));
afterEach(() => {
  cleanup();
  mutate.mockReset();
  shout.mockReset();
});

const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Abort run run_1' });

test('a refusal is said, and gives the button back', async () => {
  const refusal = { code: 'NOT_FOUND', message: 'no', retryable: false, traceId: 't' } as const;
  mutate.mockRejectedValue(new CallFailure('no', refusal));
  renderPage(<AbortButton runId="run_1" />);
  fireEvent.click(button());
  await waitFor(() => expect(shout).toHaveBeenCalledOnce());
  expect(button().disabled).toBe(false);
});

test('one press is one call: the button waits for the event that takes it away', async () => {
  mutate.mockResolvedValue({ runId: 'run_1', status: 'aborted' });
  renderPage(<AbortButton runId="run_1" />);
  fireEvent.click(button());
  fireEvent.click(button());
  await waitFor(() => expect(button().textContent).toBe('Aborting…'));
  expect(mutate.mock.calls).toEqual([['agent.abort', { runId: 'run_1' }]]);
});
