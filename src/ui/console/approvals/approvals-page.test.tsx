// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallFailure } from '../../../client/call-failure.ts';
import { approvalOf, sessionOf } from '../../../client/fold/journal.fixture.ts';
import type { Approval } from '../../../protocol/entities.ts';
import { fakeGateway, renderWith } from '../../gateway.fixture.tsx';
import { SINGLE_KEYS } from '../../use-shortcuts.ts';
import { ApprovalsPage } from './approvals-page.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const waitingOne = (id: string, minute: number): Approval => ({
  ...approvalOf('r', `t_${id}`, id),
  args: { command: `run ${id}` },
  expiresAt: `2099-11-23T10:0${minute}:00.000Z`,
});
const THREE = [waitingOne('c', 3), waitingOne('b', 2), waitingOne('a', 1)];

/** A gateway with approvals: one that is resolved is no longer waiting. */
function show(all: readonly Approval[], { url = '', answers = {} }: { url?: string; answers?: object } = {}) {
  let waiting = [...all];
  const resolvedAs = (id: string, more: Partial<Approval>): void => {
    waiting = waiting.map((each) => (each.approvalId === id ? { ...each, ...more } : each));
  };
  const fake = fakeGateway({
    answers: {
      'approval.queue': ({ status }) => {
        const wanted = status as string[];
        const items = waiting.filter((each) => wanted.includes(each.status));
        return { items, pendingCount: items.length };
      },
      'approval.get': ({ approvalId }) => {
        const found = waiting.find((each) => each.approvalId === approvalId);
        if (found) return found;
        throw new CallFailure('no', { code: 'NOT_FOUND', message: 'm', retryable: false, traceId: 't' });
      },
      'approval.resolve': ({ approvalId, decision }) => {
        resolvedAs(String(approvalId), {
          status: decision === 'reject' ? 'rejected' : 'approved',
          decidedBy: 'user:me',
        });
        return {};
      },
      'sessions.get': () => sessionOf(),
      'sessions.history': () => ({ events: [], lastSeq: 0 }),
      ...answers,
    },
  });
  renderWith(
    fake,
    <NuqsTestingAdapter searchParams={url} hasMemory>
      <ApprovalsPage />
    </NuqsTestingAdapter>,
  );
  return { ...fake, resolvedAs };
}

const rows = () => screen.getAllByTestId('waiting-row');
const detail = () => screen.getByTestId('waiting-detail');
const shownRow = () => rows().findIndex((row) => row.getAttribute('aria-current') === 'true');
const resolves = (asked: [string, Record<string, unknown>][]) =>
  asked
    .filter(([method]) => method === 'approval.resolve')
    .map(([, { approvalId, ...answer }]) => [approvalId, answer]);

describe('the queue', () => {
  test('a refusal is said with another try', async () => {
    const refuse = () => {
      throw new CallFailure('no', { code: 'STORAGE_UNAVAILABLE', message: 'm', retryable: true, traceId: 't' });
    };
    show([], { answers: { 'approval.queue': refuse } });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  test('says that nothing waits', async () => {
    show([]);
    expect(await screen.findByText('No approval waits')).toBeTruthy();
  });

  test('has the oldest first, and shows it', async () => {
    show(THREE);
    expect((await screen.findAllByTestId('waiting-row')).map((row) => row.textContent)).toEqual([
      expect.stringContaining('run a'),
      expect.stringContaining('run b'),
      expect.stringContaining('run c'),
    ]);
    expect(detail().getAttribute('aria-label')).toBe('Approval 1 of 3: bash.exec');
  });

  test('is read to its end before anything is called the oldest', async () => {
    const pages: Record<string, object> = {
      first: { items: [THREE[0]], pendingCount: 3, nextCursor: 'second' },
      second: { items: [THREE[2]], pendingCount: 3 },
    };
    show(THREE, { answers: { 'approval.queue': ({ cursor = 'first' }: { cursor?: string }) => pages[cursor] } });
    expect((await screen.findAllByTestId('waiting-row')).map((row) => row.textContent)).toEqual([
      expect.stringContaining('run a'),
      expect.stringContaining('run c'),
    ]);
  });
});

describe('by keys', () => {
  test('letters do nothing on a button of the list, nor where they are turned off; other keys go on', async () => {
    localStorage.setItem(SINGLE_KEYS, 'false');
    const { asked } = show(THREE);
    const [first] = await screen.findAllByTestId('waiting-row');
    fireEvent.keyDown(first ?? document.body, { key: 'x' });
    fireEvent.keyDown(first ?? document.body, { key: 'a' });
    expect(screen.queryByRole('button', { name: 'Reject the chosen ones' })).toBeNull();
    fireEvent.keyDown(first ?? document.body, { key: 'End' });
    expect(shownRow()).toBe(2);
    expect(resolves(asked)).toEqual([]);
  });

  test('arrows, Home and End move and show; the row has the focus', async () => {
    show(THREE);
    const [first] = await screen.findAllByTestId('waiting-row');
    const seen: number[] = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Home', 'End']) {
      fireEvent.keyDown(
        document.activeElement === document.body ? (first ?? document.body) : (document.activeElement ?? document.body),
        { key },
      );
      seen.push(shownRow());
      expect(document.activeElement).toBe(rows()[shownRow()]);
    }
    expect(seen).toEqual([1, 2, 2, 1, 0, 2]);
    expect(detail().getAttribute('aria-label')).toBe('Approval 3 of 3: bash.exec');
  });

  test('Enter leads to the answers; after an answer the next one is shown, and a second key answers nothing', async () => {
    const { asked } = show(THREE);
    const [first] = await screen.findAllByTestId('waiting-row');
    fireEvent.keyDown(first ?? document.body, { key: 'Enter' });
    expect(document.activeElement).toBe(screen.getByTestId('approval-card'));
    await act(async () => void fireEvent.keyDown(document.activeElement ?? document.body, { key: 'a' }));
    expect(detail().getAttribute('aria-label')).toBe('Approval 1 of 2: bash.exec');
    expect(rows()).toHaveLength(2);
    expect(document.activeElement).toBe(detail());
    await act(async () => void fireEvent.keyDown(document.activeElement ?? document.body, { key: 'a' }));
    expect(resolves(asked)).toEqual([['a', { decision: 'approve', scope: 'once' }]]);
    fireEvent.keyDown(detail(), { key: 'ArrowDown' });
    expect(shownRow()).toBe(1);
  });

  test('whoever goes to the answers before they are there gets to them', async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    show(THREE, { answers: { 'sessions.history': () => promise } });
    const [first] = await screen.findAllByTestId('waiting-row');
    fireEvent.keyDown(first ?? document.body, { key: 'Enter' });
    expect(screen.queryByTestId('approval-card')).toBeNull();
    expect(document.activeElement).toBe(detail());
    await act(async () => resolve({ events: [], lastSeq: 0 }));
    const card = await screen.findByTestId('approval-card');
    expect(document.activeElement).toBe(card);
  });

  test('whoever went elsewhere meanwhile stays there', async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    show(THREE, { answers: { 'sessions.history': () => promise } });
    const [first] = await screen.findAllByTestId('waiting-row');
    fireEvent.keyDown(first ?? document.body, { key: 'Enter' });
    fireEvent.keyDown(detail(), { key: 'Home' });
    await act(async () => resolve({ events: [], lastSeq: 0 }));
    await screen.findByTestId('approval-card');
    expect(document.activeElement).toBe(rows()[0]);
  });

  test('the last answer leaves the empty queue with the focus', async () => {
    show([waitingOne('a', 1)]);
    const [first] = await screen.findAllByTestId('waiting-row');
    fireEvent.keyDown(first ?? document.body, { key: 'Enter' });
    await act(async () => void fireEvent.keyDown(document.activeElement ?? document.body, { key: 's' }));
    const empty = await screen.findByText('No approval waits');
    expect(document.activeElement?.contains(empty)).toBe(true);
    expect(document.activeElement).not.toBe(document.body);
  });
});

test('an answer from elsewhere takes the row away and says so; what is shown stays, with that answer', async () => {
  const { change, resolvedAs } = show(THREE);
  expect((await screen.findByTestId('approval-card')).textContent).toContain('ls');
  resolvedAs('a', { status: 'rejected', decidedBy: 'user:other' });
  act(change);
  expect(await screen.findByText(/answered elsewhere or expired/, {}, { timeout: 4000 })).toBeTruthy();
  expect(rows()).toHaveLength(2);
  expect(shownRow()).toBe(-1);
  const answered = await screen.findByTestId('approval-answered');
  expect(answered.textContent).toContain('user:other');
  fireEvent.click(screen.getByRole('button', { name: 'Show the next one' }));
  expect(detail().getAttribute('aria-label')).toBe('Approval 1 of 2: bash.exec');
});

test('the address holds what is shown; one that is not here is said', async () => {
  show(THREE, { url: '?approval=nobody' });
  expect(await screen.findByText('There is no such approval here.')).toBeTruthy();
  expect(shownRow()).toBe(-1);
});

test('the chosen ones are rejected one by one with one reason, and what became of each is said', async () => {
  let calls = 0;
  const resolve = () => {
    calls += 1;
    if (calls === 2) {
      throw new CallFailure('no', { code: 'APPROVAL_ALREADY_RESOLVED', message: 'm', retryable: false, traceId: 't' });
    }
    return {};
  };
  const { asked } = show(THREE, { answers: { 'approval.resolve': resolve } });
  const [first] = await screen.findAllByTestId('waiting-row');
  fireEvent.keyDown(first ?? document.body, { key: 'x' });
  fireEvent.click(screen.getByRole('checkbox', { name: 'Choose bash.exec run c' }));
  fireEvent.click(screen.getByRole('button', { name: 'Reject the chosen ones' }));
  const dialog = within(screen.getByRole('dialog', { name: 'Reject 2 approvals' }));
  fireEvent.change(dialog.getByRole('textbox'), { target: { value: ' not today ' } });
  await act(async () => void fireEvent.click(dialog.getByRole('button', { name: 'Reject 2 approvals' })));
  expect(await screen.findByText('1 was already answered')).toBeTruthy();
  expect(screen.getByText('1 rejected')).toBeTruthy();
  expect(resolves(asked)).toEqual([
    ['a', { decision: 'reject', comment: 'not today' }],
    ['c', { decision: 'reject', comment: 'not today' }],
  ]);
});

describe('the history', () => {
  test('is filtered by the gateway, as the address says, and leads to rule, session and the approval', async () => {
    const rejected: Approval = {
      ...approvalOf('r', 't', 'x'),
      status: 'rejected',
      decidedBy: 'user:owner',
      decidedAt: '2026-11-23T08:31:00.000Z',
      comment: 'too much',
    };
    const { asked } = show([rejected], { url: '?view=history&status=rejected&sessionId=s_1' });
    const row = within((await screen.findByText('too much')).closest('tr') ?? document.body);
    expect(asked.find(([method]) => method === 'approval.queue')?.[1]).toEqual({
      status: ['rejected'],
      sessionId: 's_1',
    });
    expect(row.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      '/console/models?view=tools&tool=bash.exec',
      '/console/policy?tool=bash.exec&rule=tools%3Abash.exec',
      '/console/sessions/s_1',
      '/approve/x',
    ]);
    expect(row.getByText('user:owner')).toBeTruthy();
  });

  test('without a match the filters can be cleared', async () => {
    show([], { url: '?view=history&status=expired' });
    fireEvent.click(await screen.findByRole('button', { name: 'Clear filters' }));
    expect(await screen.findByText('Nothing was decided yet')).toBeTruthy();
  });
});
