// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallFailure } from '../../client/call-failure.ts';
import { sessionOf } from '../../client/fold/journal.fixture.ts';
import { EMPTY_LIST, withSessions } from '../../client/fold/session-list.ts';
import type { Session } from '../../protocol/entities.ts';
import { fakeGateway, renderWith } from '../gateway.fixture.tsx';
import { SessionSidebar } from './session-sidebar.tsx';
import { SEEN_KEY } from './sidebar/seen.ts';

const T1 = '2026-11-21T10:00:00.000Z';
const at = (hour: number) => `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`;
const session = (id: string, hour: number, more: Partial<Session> = {}): Session =>
  sessionOf({ id, title: id, updatedAt: at(hour), lastSeq: 3, ...more });

const three = withSessions(EMPTY_LIST, [session('a', 1), session('b', 2), session('c', 3)]);
const row = (title: string): HTMLElement => {
  const found = screen.getAllByTestId('session-row').find(({ firstChild }) => firstChild?.textContent === title);
  if (!found) throw new Error(`there is no row ${title}`);
  return found;
};
const rows = () => screen.getAllByTestId('session-row').map((each) => each.firstChild?.textContent);
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

beforeEach(() => {
  localStorage.clear();
  localStorage.setItem(SEEN_KEY, JSON.stringify({ since: T1, seqs: { a: 3, b: 3, c: 3 } }));
  window.history.replaceState(null, '', '/s/b');
});
afterEach(cleanup);

function show({ list = three, answers = {} }: Parameters<typeof fakeGateway>[0] = {}, currentId?: string) {
  const fake = fakeGateway({ list, answers });
  renderWith(fake, <SessionSidebar currentId={currentId} />);
  return fake;
}

describe('the list', () => {
  test('one stop for Tab; the arrows go from row to row and stay at the ends', () => {
    show({}, 'b');
    const tabbable = () => screen.getAllByTestId('session-row').filter((each) => each.tabIndex === 0);
    expect(tabbable()).toEqual([row('b')]);
    row('b').focus();
    press('ArrowDown');
    expect(document.activeElement).toBe(row('a'));
    expect(tabbable()).toEqual([row('a')]);
    press('ArrowDown');
    expect(document.activeElement).toBe(row('a'));
    press('Home');
    expect(document.activeElement).toBe(row('c'));
  });

  test('marks what is not as usual, and what is new since somebody looked', () => {
    const list = withSessions(EMPTY_LIST, [
      session('usual', 1, { lastSeq: 0 }),
      session('cloud', 2, { runtimeMode: 'cloud', lastSeq: 0 }),
      session('conflict', 3, { syncState: 'conflict', lastSeq: 0 }),
      session('a', 4, { lastSeq: 4 }),
      session('open', 5),
    ]);
    localStorage.setItem(SEEN_KEY, JSON.stringify({ since: '2026-11-23T00:00:00.000Z', seqs: { a: 3, open: 1 } }));
    show({ list }, 'open');
    expect(row('usual').textContent?.trim()).toBe('usual');
    expect(row('cloud').textContent?.trim()).toBe('cloud Sandbox');
    expect(row('conflict').textContent?.trim().split(/\s+/)).toEqual(['conflict', 'Conflict']);
    expect(screen.getAllByRole('img', { name: 'New since you looked' })).toHaveLength(1);
    expect(within(row('a')).getByRole('img', { name: 'New since you looked' })).toBeTruthy();
  });
});

describe('renaming in place', () => {
  test('Escape and an empty title change nothing, and the focus is back on the row', async () => {
    const { asked } = show();
    row('b').focus();
    for (const key of ['Escape', 'Enter']) {
      press('F2');
      const field = screen.getByRole('textbox', { name: 'New title' });
      expect(document.activeElement).toBe(field);
      fireEvent.change(field, { target: { value: '  ' } });
      fireEvent.keyDown(field, { key });
      await waitFor(() => expect(document.activeElement).toBe(row('b')));
    }
    expect(asked).toEqual([]);
  });

  test('Enter keeps it', async () => {
    const update = (input: Record<string, unknown>) => session('b', 2, { title: String(input.title), lastSeq: 4 });
    const { asked } = show({ answers: { 'sessions.update': update } });
    row('b').focus();
    press('F2');
    const field = screen.getByRole('textbox', { name: 'New title' });
    fireEvent.change(field, { target: { value: ' Better ' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(document.activeElement).toBe(row('Better')));
    expect(asked).toEqual([['sessions.update', { sessionId: 'b', title: 'Better' }]]);
  });
});

describe('deleting', () => {
  test('a refusal is told, and the row stays', async () => {
    const refusal = { code: 'SESSION_BUSY', message: 'm', retryable: true, traceId: 't' } as const;
    show({
      answers: {
        'sessions.delete': () => {
          throw new CallFailure('busy', refusal);
        },
      },
    });
    row('b').focus();
    press('Delete');
    expect(await screen.findByText(/already active in this session/)).toBeTruthy();
    expect(rows()).toEqual(['c', 'b', 'a']);
  });

  test('the row goes, the focus goes to its neighbour, and Undo brings it back', async () => {
    const { asked } = show(
      {
        answers: {
          'sessions.delete': () => session('b', 2, { lastSeq: 4, deletedAt: at(9) }),
          'sessions.restore': () => session('b', 2, { lastSeq: 5 }),
        },
      },
      'b',
    );
    row('b').focus();
    press('Delete');
    await waitFor(() => expect(rows()).toEqual(['c', 'a']));
    expect(document.activeElement).toBe(row('a'));
    expect(window.location.search).toBe('?new');
    await act(async () => fireEvent.click(await screen.findByRole('button', { name: 'Undo' })));
    await waitFor(() => expect(rows()).toEqual(['c', 'b', 'a']));
    expect(window.location.pathname).toBe('/s/b');
    expect(asked.map(([method]) => method)).toEqual(['sessions.delete', 'sessions.restore']);
  });
});

describe('the search', () => {
  const hit = {
    sessionId: 'x',
    seq: 7,
    snippet: '… buy milk …',
    ranges: [[6, 10]],
    role: 'user',
    title: 'Shopping',
    archived: false,
    createdAt: at(1),
  };

  test('finds what was said, with what was found marked, and leads to where it was said', async () => {
    const { asked } = show({
      answers: { 'sessions.search': () => ({ hits: [hit] }), 'sessions.list': () => ({ items: [] }) },
    });
    const field = screen.getByRole('searchbox');
    for (const value of ['m', 'mi', 'milk']) fireEvent.change(field, { target: { value } });
    const found = await screen.findByTestId('search-hit');
    expect(found.getAttribute('href')).toBe('/s/x?seq=7');
    expect(found.querySelector('mark')?.textContent).toBe('milk');
    // Somebody who types is not searched for at every letter.
    expect(asked.filter(([method]) => method === 'sessions.search').map(([, input]) => input.query)).toEqual(['milk']);
    field.focus();
    press('ArrowDown');
    expect(document.activeElement).toBe(found);
    press('ArrowUp');
    expect(document.activeElement).toBe(field);
    fireEvent.keyDown(field, { key: 'Escape' });
    await waitFor(() => expect(rows()).toEqual(['c', 'b', 'a']));
  });

  test('says that there is nothing, and why a search failed', async () => {
    const { answers } = show({
      answers: { 'sessions.search': () => ({ hits: [] }), 'sessions.list': () => ({ items: [] }) },
    });
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'nowhere' } });
    expect(await screen.findByText(/Nothing was said with “nowhere”/)).toBeTruthy();
    answers['sessions.search'] = () => {
      throw new CallFailure('no');
    };
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'other' } });
    expect(await screen.findByText(/The gateway does not answer/)).toBeTruthy();
  });
});
