// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sessionOf } from '../../client/fold/journal.fixture.ts';
import { EMPTY_LIST, withSessions } from '../../client/fold/session-list.ts';
import { fakeGateway, renderWith } from '../gateway.fixture.tsx';
import { placeAt } from '../place.ts';
import { CommandPalette } from './command-palette.tsx';

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
  onGo.mockReset();
  localStorage.clear();
});
afterEach(cleanup);

const onGo = vi.fn<(path: string) => void>();
const onStop = vi.fn<(sessionId: string) => void>();
const onClose = vi.fn<() => void>();
const list = withSessions(EMPTY_LIST, [
  sessionOf({ id: 'a', title: 'Apples', status: 'running', lastSeq: 4 }),
  sessionOf({ id: 'b', title: 'Pears', lastSeq: 0, updatedAt: '2026-11-20T10:00:00.000Z' }),
]);
const field = () => screen.getByRole('combobox');
const options = () => screen.getAllByRole('option').map((each) => each.textContent);
const type = (value: string) => fireEvent.change(field(), { target: { value } });

function show(path = '/', answers: Parameters<typeof fakeGateway>[0] = {}) {
  const fake = fakeGateway({ list, ...answers });
  const { unmount } = renderWith(
    fake,
    <CommandPalette place={placeAt(path)} onGo={onGo} onStop={onStop} onClose={onClose} />,
  );
  return { ...fake, unmount };
}

describe('the palette', () => {
  test('what makes no sense here is not offered: no run to stop, no session whose tools could move', () => {
    show();
    expect(options().some((option) => /Stop the run|Tools run here/.test(option ?? ''))).toBe(false);
    cleanup();
    show('/s/a');
    expect(options().some((option) => option?.startsWith('Stop the run'))).toBe(true);
  });

  test('what only the chat can show is not offered elsewhere; a session that is open in the console is one', () => {
    const labels = () => options().map((option) => option?.replace(/Ctrl.*$/, ''));
    show('/s/a');
    expect(labels()).toEqual(expect.arrayContaining(['Model', 'Memory', 'Stop the run']));
    cleanup();
    show('/console/sessions/a');
    expect(labels()).not.toContain('Model');
    expect(labels()).not.toContain('Memory');
    expect(labels()).toEqual(expect.arrayContaining(['Stop the run', 'Tools run here: Sandbox', 'Console: Memory']));
  });

  test('exports the session that is open, where the gateway can; elsewhere and of an empty one it is not offered', async () => {
    const offers = { methods: ['sessions.export'] };
    const exporting = /^Export this session as/;
    for (const path of ['/', '/console/audit', '/s/b']) {
      show(path, offers);
      await act(async () => {});
      expect(screen.queryAllByText(exporting)).toEqual([]);
      cleanup();
    }
    show('/s/a');
    await act(async () => {});
    expect(screen.queryAllByText(exporting)).toEqual([]);
    cleanup();
    const { asked } = show('/console/sessions/a', offers);
    expect(await screen.findAllByText(exporting)).toHaveLength(3);
    fireEvent.click(screen.getByText('Export this session as a page (HTML)'));
    await waitFor(() => {
      const input = asked.find(([method]) => method === 'sessions.export')?.[1];
      expect(input).toEqual({ sessionId: 'a', format: 'html', locale: 'en' });
    });
  });

  test('nothing is called that', async () => {
    show('/s/a', { answers: { 'sessions.search': () => ({ hits: [] }), 'sessions.list': () => ({ items: [] }) } });
    type('xyzzy');
    expect(await screen.findByText('Nothing is called that.')).toBeTruthy();
    expect(screen.queryAllByRole('option')).toEqual([]);
  });

  test.each([
    ['stop the', () => expect(onStop).toHaveBeenCalledWith('a')],
    ['console: audit', () => expect(onGo).toHaveBeenCalledWith('/console/audit')],
    ['pears', () => expect(onGo).toHaveBeenCalledWith('/s/b')],
    ['new session', () => expect(onGo).toHaveBeenCalledWith('/?new')],
  ])('%s, Enter: it is done, and the palette is closed', (words, done) => {
    show('/s/a');
    type(words);
    fireEvent.keyDown(field(), { key: 'Enter' });
    done();
    expect(onClose).toHaveBeenCalled();
  });

  test('closed, it gives the focus back to where it was', async () => {
    const before = document.body.appendChild(document.createElement('button'));
    before.focus();
    const { unmount } = show('/s/a');
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
    const { asked } = show('/s/a', {
      answers: { 'sessions.search': () => ({ hits: [hit] }), 'sessions.list': () => ({ items: [] }) },
    });
    for (const value of ['m', 'mi', 'milk']) type(value);
    const found = await screen.findByText('Shopping', {}, { timeout: 15_000 });
    expect(asked.filter(([method]) => method === 'sessions.search').map(([, { query }]) => query)).toEqual(['milk']);
    await act(async () => fireEvent.click(found));
    await waitFor(() => expect(onGo).toHaveBeenCalledWith('/s/x?seq=7'));
  });
});
