// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { en } from './i18n/en.ts';
import { isField, type KeyPress, keysOf, SHORTCUTS, shortcutOf } from './shortcuts.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('a key', () => {
  test.each([
    ['page', press('k'), undefined],
    ['page', press('k', { ctrlKey: true, altKey: true }), undefined],
    ['page', press('K', { ctrlKey: true, shiftKey: true }), undefined],
    ['approval', press('a', { ctrlKey: true }), undefined],
    ['approval', press('A', { shiftKey: true }), undefined],
    ['sessions', press('a'), undefined],
    ['page', press('k', { ctrlKey: true }), 'palette'],
    ['page', press('K', { metaKey: true }), 'palette'],
    ['page', press('?', { shiftKey: true }), 'shortcuts'],
    ['page', press('O', { ctrlKey: true, shiftKey: true }), 'newSession'],
    ['page', press('Escape', { shiftKey: true }), 'message'],
    ['page', press('.', { ctrlKey: true }), 'stop'],
    ['sessions', press('F10', { shiftKey: true }), 'menu'],
    ['approval', press('a'), 'approveOnce'],
  ] as const)('in %s: %j is %s', (group, key, name) => {
    expect(shortcutOf(group, key)).toBe(name);
  });

  test('of one character does nothing once those are off; the others go on', () => {
    const off = { singleKeysOff: true };
    expect(shortcutOf('page', press('?', { shiftKey: true }), off)).toBeUndefined();
    expect(shortcutOf('page', press('/'), off)).toBeUndefined();
    expect(shortcutOf('approval', press('a'), off)).toBeUndefined();
    expect(shortcutOf('page', press('k', { ctrlKey: true }), off)).toBe('palette');
    expect(shortcutOf('sessions', press('F2'), off)).toBe('rename');
  });
});

test('no two shortcuts of a group have the same keys, and each has its text', () => {
  for (const [group, rows] of Object.entries(SHORTCUTS)) {
    const combos = Object.values(rows).flat();
    expect(new Set(combos).size, group).toBe(combos.length);
    expect(Object.keys(en.shortcuts.names[group as keyof typeof SHORTCUTS])).toEqual(Object.keys(rows));
  }
});

test.each([
  ['<input>', true],
  ['<input type="search">', true],
  ['<textarea></textarea>', true],
  ['<select></select>', true],
  ['<div contenteditable="true"></div>', true],
  ['<input type="checkbox">', false],
  ['<button></button>', false],
  ['<a href="/"></a>', false],
])('%s is a field: %s', (html, field) => {
  document.body.innerHTML = html;
  expect(isField(document.body.firstElementChild)).toBe(field);
});

test('keys are named as the keyboard has them', () => {
  expect(keysOf('Mod+Shift+o', false)).toEqual(['Ctrl', 'Shift', 'O']);
  expect(keysOf('Mod+k', true)).toEqual(['⌘', 'K']);
  expect(keysOf('Mod+.', false)).toEqual(['Ctrl', '.']);
});
