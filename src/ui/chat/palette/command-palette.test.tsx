// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sessionOf } from '../../../client/fold/journal.fixture.ts';
import { EMPTY_LIST, withSessions } from '../../../client/fold/session-list.ts';
import { fakeGateway, renderWith } from '../../gateway.fixture.tsx';
import { PanelsProvider } from '../panels.tsx';
import { CommandPalette } from './command-palette.tsx';

const push = vi.hoisted(() => vi.fn<(path: string) => void>());
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

beforeAll(() => {
  // jsdom lays nothing out.
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  Element.prototype.scrollIntoView = () => {};
});
beforeEach(() => {
  push.mockReset();
  localStorage.clear();
  window.history.replaceState(null, '', '/');
});
afterEach(cleanup);

const onStop = vi.fn<(sessionId: string) => void>();
const onClose = vi.fn<() => void>();
const list = withSessions(EMPTY_LIST, [
  sessionOf({ id: 'a', title: 'Apples', status: 'running' }),
  sessionOf({ id: 'b', title: 'Pears', updatedAt: '2026-11-20T10:00:00.000Z' }),
]);
const field = () => screen.getByRole('combobox');
const options = () => screen.getAllByRole('option').map((each) => each.textContent);
const type = (value: string) => fireEvent.change(field(), { target: { value } });

function show(currentId?: string, answers: Parameters<typeof fakeGateway>[0] = {}) {
  const fake = fakeGateway({ list, ...answers });
  const { unmount } = renderWith(
    fake,
    <PanelsProvider>
      <CommandPalette currentId={currentId} onStop={onStop} onClose={onClose} />
    </PanelsProvider>,
  );
  return { ...fake, unmount };
}

describe('the palette', () => {
  test('what makes no sense here is not offered: no run to stop, no session whose tools could move', () => {
    show();
    expect(options().some((option) => /Stop the run|Tools run here/.test(option ?? ''))).toBe(false);
    cleanup();
    show('a');
    expect(options().some((option) => option?.startsWith('Stop the run'))).toBe(true);
  });

  test('nothing is called that', async () => {
    show('a', { answers: { 'sessions.search': () => ({ hits: [] }), 'sessions.list': () => ({ items: [] }) } });
    type('xyzzy');
    expect(await screen.findByText('Nothing is called that.')).toBeTruthy();
    expect(screen.queryAllByRole('option')).toEqual([]);
  });

  test.each([
    ['stop the', () => expect(onStop).toHaveBeenCalledWith('a')],
    ['console: audit', () => expect(push).toHaveBeenCalledWith('/console/audit')],
    ['pears', () => expect(window.location.pathname).toBe('/s/b')],
    ['new session', () => expect(window.location.search).toBe('?new')],
  ])('%s, Enter: it is done, and the palette is closed', (words, done) => {
    show('a');
    type(words);
    fireEvent.keyDown(field(), { key: 'Enter' });
    done();
    expect(onClose).toHaveBeenCalled();
  });

  test('closed, it gives the focus back to where it was', async () => {
    const before = document.body.appendChild(document.createElement('button'));
    before.focus();
    const { unmount } = show('a');
    expect(document.activeElement).toBe(field());
    unmount();
    await waitFor(() => expect(document.activeElement).toBe(before));
    before.remove();
  });

  test('finds what was said, asked for once somebody stops typing, and leads to it', async () => {
    const hit = {
      sessionId: 'x',
      seq: 7,
      snippet: 'buy milk',
      ranges: [[4, 8]],
      role: 'user',
      title: 'Shopping',
      archived: false,
      createdAt: '2026-11-22T10:00:00.000Z',
    };
    const { asked } = show('a', {
      answers: { 'sessions.search': () => ({ hits: [hit] }), 'sessions.list': () => ({ items: [] }) },
    });
    for (const value of ['m', 'mi', 'milk']) type(value);
    const found = await screen.findByText('Shopping', {}, { timeout: 15_000 });
    expect(asked.filter(([method]) => method === 'sessions.search').map(([, { query }]) => query)).toEqual(['milk']);
    await act(async () => fireEvent.click(found));
    await waitFor(() => expect(window.location.pathname + window.location.search).toBe('/s/x?seq=7'));
  });
});
