// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { CallFailure } from '../../client/call-failure.ts';
import { accepted, approvalOf, delta, journal, sessionOf, toolCall } from '../../client/fold/journal.fixture.ts';
import { EMPTY_LIST } from '../../client/fold/session-list.ts';
import type { Approval } from '../../protocol/entities.ts';
import { fakeGateway, renderWith } from '../gateway.fixture.tsx';
import { ApprovePage } from './approve-page.tsx';

afterEach(cleanup);

const refused = (code: 'NOT_FOUND' | 'STORAGE_UNAVAILABLE' | 'APPROVAL_ALREADY_RESOLVED') => () => {
  throw new CallFailure('no', { code, message: 'm', retryable: code === 'STORAGE_UNAVAILABLE', traceId: 't' });
};
const context = {
  'sessions.get': () => ({ ...sessionOf({ title: 'Spring cleaning', lastSeq: 3 }) }),
  'sessions.history': () => ({
    events: journal([accepted('r', 'clean up'), delta('r', 'm', [0, 'I delete the build.']), toolCall('r', 't')]),
    lastSeq: 3,
  }),
};

function show(approval: Partial<Approval> | (() => never), more: Parameters<typeof fakeGateway>[0] = {}) {
  const get = typeof approval === 'function' ? approval : () => ({ ...approvalOf('r', 't', 'a1'), ...approval });
  const fake = fakeGateway({ ...more, answers: { 'approval.get': get, ...context, ...more.answers } });
  renderWith(fake, <ApprovePage approvalId="a1" />);
  return fake;
}

describe('the page of one approval', () => {
  test('one that is not here is said, without a way to answer', async () => {
    show(refused('NOT_FOUND'));
    expect(await screen.findByText('There is no such approval here.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Approve/ })).toBeNull();
  });

  test('a gateway in trouble is said, and asked again', async () => {
    const fake = show(refused('STORAGE_UNAVAILABLE'));
    const again = await screen.findByRole('button', { name: 'Try again' });
    fake.answers['approval.get'] = () => approvalOf('r', 't', 'a1');
    fireEvent.click(again);
    expect(await screen.findByRole('button', { name: /Approve once/ })).toBeTruthy();
  });

  test.each([
    [{ status: 'rejected', decidedBy: 'user:owner', comment: 'not today' }, ['Rejected.', 'user:owner', 'not today']],
    [{ status: 'approved', scope: 'session', decidedBy: 'user:owner' }, ['Approved for this session.']],
    [{ status: 'expired' }, ['Nobody answered in time.']],
    [{ status: 'superseded' }, ['Withdrawn']],
  ] as const)('one that is %j says so, and what it was about, and cannot be answered', async (approval, texts) => {
    show(approval);
    const answered = await screen.findByTestId('approval-answered');
    for (const text of texts) expect(answered.textContent).toContain(text);
    expect(screen.getByTestId('approval-script')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Approve/ })).toBeNull();
  });

  test('shows the session, what was asked and what the agent said before it wanted to do this', async () => {
    show({});
    for (const text of ['Spring cleaning', 'clean up', 'I delete the build.']) {
      expect(await screen.findByText(text)).toBeTruthy();
    }
    expect(screen.getByRole('link', { name: 'Open the session' }).getAttribute('href')).toBe('/s/s_1');
  });

  test('somebody else was first: their answer is what is shown', async () => {
    const fake = show({}, { answers: { 'approval.resolve': refused('APPROVAL_ALREADY_RESOLVED') } });
    const approve = await screen.findByRole('button', { name: /Approve once/ });
    fake.answers['approval.get'] = () => ({
      ...approvalOf('r', 't', 'a1'),
      status: 'rejected',
      decidedBy: 'user:other',
    });
    await act(async () => fireEvent.click(approve));
    expect((await screen.findByTestId('approval-answered')).textContent).toContain('user:other');
  });

  test('without a connection it says that what is shown may be old', async () => {
    const { connection } = show({});
    await screen.findByRole('button', { name: /Approve once/ });
    act(() => connection.set('offline'));
    expect(screen.getByText(/may have been answered meanwhile/)).toBeTruthy();
  });

  test('leads to the next one that waits', async () => {
    const { asked } = show({}, { list: { ...EMPTY_LIST, pendingApprovals: { a1: 's_1', a2: 's_2', a3: 's_3' } } });
    await waitFor(() => expect(asked.length).toBeGreaterThan(0));
    expect(screen.getByText('2 other approvals wait')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Show the next one' }).getAttribute('href')).toBe('/approve/a2');
  });
});
