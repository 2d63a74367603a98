// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { renderPage } from './chat/page.fixture.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { SHORTCUTS } from './shortcuts.ts';
import { SINGLE_KEYS, usePageShortcuts } from './use-shortcuts.ts';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

test('the sheet shows every key that is bound', () => {
  renderPage(<ShortcutSheet onClose={() => {}} />);
  const rows = Object.values(SHORTCUTS).flatMap((group) => Object.keys(group));
  expect(screen.getAllByRole('term')).toHaveLength(rows.length);
});

test('keys of one character can be turned off, for every tab of this browser', () => {
  renderPage(<ShortcutSheet onClose={() => {}} />, 'zh-CN');
  const off = screen.getByRole('switch', { name: /单字符快捷键/ });
  expect(off).toHaveProperty('checked', true);
  fireEvent.click(off);
  expect(localStorage.getItem(SINGLE_KEYS)).toBe('off');
  expect(off).toHaveProperty('checked', false);
});

describe('the keys of the page', () => {
  const shortcuts = vi.fn<() => void>();
  const palette = vi.fn<() => void>();
  function Page() {
    usePageShortcuts({ shortcuts, palette });
    return <textarea />;
  }
  beforeEach(() => {
    shortcuts.mockReset();
    palette.mockReset();
    render(<Page />);
  });
  const question = { key: '?', shiftKey: true };
  const combination = { key: 'k', ctrlKey: true };

  test('a character is not taken from somebody who writes; a combination is', () => {
    const field = screen.getByRole('textbox');
    expect(fireEvent.keyDown(field, question)).toBe(true);
    expect(shortcuts).not.toHaveBeenCalled();
    expect(fireEvent.keyDown(field, combination)).toBe(false);
    expect(palette).toHaveBeenCalledTimes(1);
  });

  test('a character that is off does nothing, at once; a combination goes on', () => {
    fireEvent.keyDown(document.body, question);
    expect(shortcuts).toHaveBeenCalledTimes(1);
    localStorage.setItem(SINGLE_KEYS, 'off');
    fireEvent(window, new StorageEvent('storage', { key: SINGLE_KEYS }));
    fireEvent.keyDown(document.body, question);
    fireEvent.keyDown(document.body, combination);
    expect(shortcuts).toHaveBeenCalledTimes(1);
    expect(palette).toHaveBeenCalledTimes(1);
  });

  test('a key without an action, or that somebody else took, is left alone', () => {
    expect(fireEvent.keyDown(document.body, { key: '.', ctrlKey: true })).toBe(true);
    const taken = new KeyboardEvent('keydown', { ...combination, cancelable: true, bubbles: true });
    taken.preventDefault();
    fireEvent(document.body, taken);
    expect(palette).not.toHaveBeenCalled();
  });
});
