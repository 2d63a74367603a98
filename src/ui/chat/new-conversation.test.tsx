// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renderWithGateway } from './gateway.fixture.tsx';
import { NewConversation } from './new-conversation.tsx';

/** jsdom lays nothing out. */
class NoResizes {
  observe(): void {}
  disconnect(): void {}
}

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', NoResizes);
  window.history.replaceState(null, '', '/?new');
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** Answers when the test says so. */
function later() {
  let answer = (_value: unknown): void => {};
  const promise = new Promise((resolve) => (answer = resolve));
  return { promise, answer };
}
const field = (): HTMLElement => screen.getByRole('textbox', { name: 'Message' });
const write = (text: string): void => void fireEvent.change(field(), { target: { value: text } });
const accepted = { runId: 'r', sessionId: 's_9', status: 'accepted', traceId: 't', seq: 1 };
const file = new File(['hello'], 'a.txt', { type: 'text/plain' });

test('what is written and attached while the session is being opened is in its draft', async () => {
  const run = later();
  const put = later();
  const { gateway, rerender } = renderWithGateway(<NewConversation menu={null} />, {
    'agent.run': () => run.promise,
    'attachments.put': () => put.promise,
  });
  const { drafts, uploads } = gateway;
  write('first');
  fireEvent.keyDown(field(), { key: 'Enter' });
  write('and');
  uploads.add('new', [file]);
  await act(async () => run.answer(accepted));
  await waitFor(() => expect(window.location.pathname).toBe('/s/s_9'));
  // The address has changed, the page is about to: the last letter still comes here.
  write('and then');
  rerender(null);
  expect([drafts.get('s_9').text, drafts.get('new').text]).toEqual(['and then', '']);
  expect(uploads.get()).toMatchObject([{ draftKey: 's_9', status: 'uploading' }]);
  await act(async () => put.answer({ attachmentId: 'att_1', received: 5 }));
  await waitFor(() => expect(drafts.get('s_9').attachments).toMatchObject([{ attachmentId: 'att_1' }]));
});

test('what is written for a new session stays with it when somebody looks at another one', () => {
  const { gateway, rerender } = renderWithGateway(<NewConversation menu={null} />);
  write('not yet');
  rerender(null);
  expect(gateway.drafts.get('new').text).toBe('not yet');
});
