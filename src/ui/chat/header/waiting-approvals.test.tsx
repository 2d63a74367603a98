// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CallFailure } from '../../../client/call-failure.ts';
import { approvalOf, sessionOf } from '../../../client/fold/journal.fixture.ts';
import { EMPTY_LIST, withSessions } from '../../../client/fold/session-list.ts';
import { fakeGateway, renderWith } from '../../gateway.fixture.tsx';
import { WaitingApprovals } from './waiting-approvals.tsx';

beforeAll(() => {
  // jsdom lays nothing out; the popover wants to know when it has to.
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
});
afterEach(cleanup);

const list = {
  ...withSessions(EMPTY_LIST, [sessionOf({ title: 'Spring cleaning' })]),
  pendingApprovals: { a1: 's_1', a2: 's_1' },
};
const one = approvalOf('r', 't1', 'a1');
const two = approvalOf('r', 't2', 'a2');
const waiting = (...items: unknown[]) => ({ items, pendingCount: items.length });
const badge = () => screen.getByTestId('waiting-approvals');
const PATIENCE = { timeout: 10_000 };

describe('the approvals in the header', () => {
  test('says how many wait, also to those who hear it, and nothing when the page opens', () => {
    const fake = fakeGateway({ list });
    renderWith(fake, <WaitingApprovals />);
    expect(badge().getAttribute('aria-label')).toBe('2 approvals wait');
    expect(screen.queryByText('1 approval waits.')).toBeNull();
    act(() => fake.setList({ ...list, pendingApprovals: { a1: 's_1' } }));
    expect(badge().textContent).toBe('1');
    expect(screen.getByText('1 approval waits.')).toBeTruthy();
  });

  test('why the queue could not be read is said', async () => {
    const answers = {
      'approval.queue': () => {
        throw new CallFailure('gone');
      },
    };
    renderWith(fakeGateway({ list, answers }), <WaitingApprovals />);
    fireEvent.click(badge());
    expect(await screen.findByText(/The gateway does not answer/)).toBeTruthy();
  });

  test('each can be answered there, with its session beside it; the answered one goes', async () => {
    const { asked } = open({
      'approval.queue': () => waiting(two, one),
      'approval.resolve': () => ({ approvalId: 'a1', status: 'approved', runId: 'r' }),
    });
    fireEvent.click(badge());
    const [first] = await screen.findAllByRole('button', { name: /Approve once/ });
    expect(screen.getAllByRole('link', { name: 'Open the session Spring cleaning' })).toHaveLength(2);
    await act(async () => first && fireEvent.click(first));
    expect(screen.getAllByTestId('approval-card')).toHaveLength(1);
    expect(asked.filter(([method]) => method === 'approval.resolve')).toEqual([
      ['approval.resolve', { approvalId: 'a1', decision: 'approve', scope: 'once' }],
    ]);
  });

  test('one that is answered elsewhere while it is looked at says so, and by whom', async () => {
    const fake = open({
      'approval.queue': () => waiting(one),
      'approval.get': () => ({ ...one, status: 'rejected', decidedBy: 'user:phone' }),
    });
    fireEvent.click(badge());
    await screen.findByTestId('approval-card');
    fake.answers['approval.queue'] = () => waiting();
    fake.change();
    const line = await screen.findByTestId('answered-elsewhere', {}, PATIENCE);
    expect(line.textContent).toContain('Already answered elsewhere: Rejected, by user:phone');
    expect(screen.queryByTestId('approval-card')).toBeNull();
  });
});

function open(answers: NonNullable<Parameters<typeof fakeGateway>[0]>['answers'] & object) {
  const fake = fakeGateway({ list, answers });
  renderWith(fake, <WaitingApprovals />);
  return fake;
}
