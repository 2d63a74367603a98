// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallFailure } from '../../client/call-failure.ts';
import { foldAll } from '../../client/fold/fold.ts';
import { accepted, completed, failed, journal, SESSION_ID } from '../../client/fold/journal.fixture.ts';
import { emptyTranscript, type Transcript } from '../../client/fold/transcript.ts';
import { renderWithGateway } from './gateway.fixture.tsx';
import { ItemView } from './item-view.tsx';
import { MessageActionsProvider } from './message-actions.tsx';
import { messageOf, useMessageActionsOf } from './use-message-actions.ts';

const transcript = foldAll(
  emptyTranscript(SESSION_ID),
  journal([accepted('r1', 'list files', { attachments: ['att_1'] }), completed('r1', 'm1', 'a, b and c')]),
);
function Page({ transcript }: { transcript: Transcript }) {
  return (
    <MessageActionsProvider value={useMessageActionsOf(transcript)}>
      {transcript.items
        .filter((item) => item.kind !== 'tool')
        .map((item) => (
          <ItemView key={item.key} item={item} onContinue={() => Promise.resolve()} onOtherModel={() => {}} />
        ))}
    </MessageActionsProvider>
  );
}
const fork = { 'sessions.fork': () => ({ id: 's_fork', lastSeq: 9 }) };
const refusal = { code: 'NOT_FOUND' as const, message: 'm', retryable: false, traceId: 't' };
const edit = () => screen.findByRole('button', { name: 'Edit and run again' });

beforeEach(() => window.history.replaceState(null, '', `/s/${SESSION_ID}`));
afterEach(cleanup);

describe('what can be done with a message', () => {
  test('where the gateway cannot fork, a message can only be copied', async () => {
    renderWithGateway(<Page transcript={transcript} />, fork, []);
    expect(await screen.findAllByRole('button', { name: 'Copy message' })).toHaveLength(2);
    await act(() => Promise.resolve());
    expect(screen.queryByRole('button', { name: 'Edit and run again' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Answer again/ })).toBeNull();
  });

  test('a refused fork is said, and the edited text stays', async () => {
    const refuse = { 'sessions.fork': () => Promise.reject(new CallFailure('no', refusal)) };
    const { calls } = renderWithGateway(<Page transcript={transcript} />, refuse, ['sessions.fork']);
    fireEvent.click(await edit());
    const field = screen.getByRole('textbox', { name: 'Edit and run again' });
    fireEvent.change(field, { target: { value: 'list all files' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect((await screen.findByRole('alert')).textContent).toContain('does not exist');
    expect(field).toHaveProperty('value', 'list all files');
    expect(calls.map((call) => call.method)).not.toContain('agent.run');
    expect(window.location.pathname).toBe(`/s/${SESSION_ID}`);
  });

  test('the Enter of an input method does not run the edit, and Escape gives it up', async () => {
    const { calls } = renderWithGateway(<Page transcript={transcript} />, fork, ['sessions.fork']);
    fireEvent.click(await edit());
    const field = screen.getByRole('textbox', { name: 'Edit and run again' });
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(calls.map((call) => call.method)).not.toContain('sessions.fork');
  });

  test('an edit runs with the attachments in a session forked before the message, and goes there', async () => {
    const { calls } = renderWithGateway(<Page transcript={transcript} />, fork, ['sessions.fork']);
    fireEvent.click(await edit());
    const field = screen.getByRole('textbox', { name: 'Edit and run again' });
    fireEvent.change(field, { target: { value: 'list all files' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(window.location.pathname).toBe('/s/s_fork'));
    expect(calls.filter(({ method }) => ['sessions.fork', 'agent.run'].includes(method))).toEqual([
      { method: 'sessions.fork', input: { sessionId: SESSION_ID, messageId: 'u_r1' } },
      {
        method: 'agent.run',
        input: { sessionId: 's_fork', input: 'list all files', attachments: ['att_1'], onBusy: 'queue' },
      },
    ]);
  });

  test('an answer is asked for again with the message that it answers', async () => {
    const { calls } = renderWithGateway(<Page transcript={transcript} />, fork, ['sessions.fork']);
    fireEvent.click(await screen.findByRole('button', { name: /Answer again/ }));
    await waitFor(() => expect(calls.at(-1)).toMatchObject({ method: 'agent.run', input: { input: 'list files' } }));
  });
});

test('a continuation answers the message of the run that it continues', () => {
  const continued = foldAll(
    emptyTranscript(SESSION_ID),
    journal([
      accepted('r1', 'first'),
      failed('r1'),
      accepted('r2', '', { continuesRunId: 'r1' }),
      failed('r2'),
      accepted('r3', '', { continuesRunId: 'r2' }),
    ]),
  );
  expect(messageOf(continued, 'r3')?.text).toBe('first');
  expect(messageOf(continued, 'r9')).toBeUndefined();
});
