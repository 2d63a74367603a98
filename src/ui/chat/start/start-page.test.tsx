// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderPage } from '../page.fixture.tsx';
import { StartPage } from './start-page.tsx';

const client = vi.hoisted(() => ({ mutate: vi.fn<(method: string, input: object) => Promise<unknown>>() }));
const answers = vi.hoisted(() => new Map<string, unknown>());
vi.mock('../../gateway-provider.tsx', () => ({ useGateway: () => ({ client }) }));
vi.mock('../../use-call.ts', () => ({
  useCall: (method: string) => ({
    data: answers.get(method),
    error: null,
    isFetching: false,
    refetch: () => undefined,
  }),
}));

const finding = (id: string, status: string) => ({ id, reason: 'x', status, message: `about ${id}`, params: {} });
const onSend = vi.fn<(text: string) => void>();

beforeEach(() => {
  onSend.mockReset();
  client.mutate.mockReset();
  answers.clear();
  answers.set('models.list', {
    defaultModel: 'demo/scripted',
    providers: [
      {
        name: 'ollama',
        kind: 'openai-compatible',
        status: 'ready',
        models: [{ model: 'ollama/a' }, { model: 'ollama/b' }],
      },
    ],
  });
  answers.set('system.doctor', { findings: [finding('disk', 'ok')] });
});
afterEach(cleanup);

test('someone without a key is told what answers, and is asked for no key', () => {
  const page = renderPage(<StartPage demo onSend={onSend} />).container;
  expect(page.textContent).toContain('No AI answers yet: this is a scripted demo');
  expect(page.textContent).toContain('ANTHROPIC_API_KEY');
  expect(page.querySelector('input, textarea')).toBeNull();
});

test('with a model there is nothing about a demo', () => {
  const page = renderPage(<StartPage demo={false} onSend={onSend} />).container;
  expect(page.textContent).not.toContain('demo');
  fireEvent.click(screen.getByRole('button', { name: /Run a command/ }));
  expect(onSend.mock.calls).toEqual([['run uname -a; date']]);
});

test('a test says what came of it', async () => {
  client.mutate.mockResolvedValue({ model: 'ollama/b', ok: true, firstTokenMs: 120, durationMs: 300, sample: 'OK' });
  renderPage(<StartPage demo onSend={onSend} />);
  fireEvent.change(screen.getByRole('combobox'), { target: { value: 'ollama/b' } });
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Test' })));
  expect(client.mutate.mock.calls).toEqual([['models.test', { model: 'ollama/b' }]]);
  expect(screen.getByText('It answers, after 120 ms.').querySelector('q')?.textContent).toBe('OK');
});

test('a model that does not answer says why', async () => {
  const error = { code: 'MODEL_UNAVAILABLE', message: 'connection refused', retryable: true, traceId: 't' };
  client.mutate.mockResolvedValue({ model: 'ollama/a', ok: false, durationMs: 3, error });
  renderPage(<StartPage demo onSend={onSend} />);
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Test' })));
  expect(screen.getByText(/connection refused/)).toBeTruthy();
});

test('doctor speaks only where something is to be done, and not of the model that is missing', () => {
  const { rerender } = renderPage(<StartPage demo onSend={onSend} />);
  expect(screen.queryByTestId('doctor')).toBeNull();
  answers.set('system.doctor', {
    findings: [finding('models.default', 'warn'), finding('disk', 'fail'), finding('node', 'ok')],
  });
  rerender(<StartPage demo onSend={(text) => onSend(text)} />);
  const card = screen.getByTestId('doctor').textContent;
  expect(card).toContain('about disk');
  expect(card).not.toContain('about models.default');
  expect(card).not.toContain('about node');
});
