// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { CallFailure } from '../../../client/call-failure.ts';
import { renderPage } from '../../chat/page.fixture.tsx';
import { ModelTrial } from './model-trial.tsx';

const mutate = vi.fn<(method: string, input: unknown) => Promise<unknown>>();
vi.mock('../../gateway-provider.tsx', () => ({ useGateway: () => ({ client: { mutate } }) }));
afterEach(() => {
  cleanup();
  mutate.mockReset();
});

const error = {
  code: 'MODEL_UNAVAILABLE',
  message: 'The key is wrong.',
  hint: 'Set it.',
  retryable: false,
  traceId: 't',
};

async function ask(answer: () => Promise<unknown>): Promise<string> {
  mutate.mockImplementation(answer);
  renderPage(<ModelTrial model="a/one" possible />);
  fireEvent.click(screen.getByRole('button', { name: 'Test a/one' }));
  await waitFor(() => expect(screen.getByTestId('trial').textContent).not.toBe(''));
  expect(mutate).toHaveBeenCalledWith('models.test', { model: 'a/one' });
  return screen.getByTestId('trial').textContent;
}

test('a model that may not or cannot be asked is not', () => {
  renderPage(<ModelTrial model="a/one" possible={false} />);
  expect(screen.getByRole<HTMLButtonElement>('button').disabled).toBe(true);
});

test('a model that does not answer says so in its own words, and what to do', async () => {
  const said = await ask(() => Promise.resolve({ model: 'a/one', ok: false, durationMs: 5, error }));
  for (const part of ['MODEL_UNAVAILABLE', 'The key is wrong.', 'Set it.']) expect(said).toContain(part);
});

test('a refusal of the gateway is said, too', async () => {
  const refusal = { code: 'BUDGET_EXCEEDED', message: 'No money.', retryable: false, traceId: 't' } as const;
  expect(await ask(() => Promise.reject(new CallFailure('no', refusal)))).toContain('BUDGET_EXCEEDED');
});

test('without an answer of the gateway nothing is claimed of the model', async () => {
  expect(await ask(() => Promise.reject(new CallFailure('gone')))).toContain('The gateway does not answer');
});

test('a model that answers shows how long it took and what it used', async () => {
  const result = {
    model: 'a/one',
    ok: true,
    durationMs: 1_200,
    firstTokenMs: 300,
    usage: { inputTokens: 9, outputTokens: 1 },
  };
  const told = 'Answered in 1.2 s. First token after 300 ms. 9 tokens in, 1 out.';
  expect(await ask(() => Promise.resolve(result))).toBe(told);
  expect(screen.queryByTestId('sample')).toBeNull();
  cleanup();
  expect(await ask(() => Promise.resolve({ ...result, sample: 'OK' }))).toBe(`${told}OK`);
  expect(screen.getByTestId('sample').textContent).toBe('OK');
});
