import { expect, test, vi } from 'vitest';
import { createDrafts } from './drafts.ts';

function browser() {
  const held = new Map<string, string>();
  const kept = {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
  const tab = (focused: boolean) => {
    const listeners: ((event: { key: string | null }) => void)[] = [];
    const drafts = createDrafts(kept, {
      addEventListener: (_type, listener) => void listeners.push(listener),
      hasFocus: () => focused,
    });
    const told = (key: string): void => listeners.forEach((listener) => listener({ key: `openfoal.draft.${key}` }));
    return { drafts, told };
  };
  return { held, kept, tab };
}
const file = { attachmentId: 'att_1', name: 'a.txt', mediaType: 'text/plain', size: 3 };

test('what is stored and unreadable is an empty draft', () => {
  const { held, tab } = browser();
  held.set('openfoal.draft.s', '{');
  expect(tab(true).drafts.get('s')).toEqual({ text: '', attachments: [] });
});

test('a draft with its attachments survives a reload; an empty one leaves nothing behind', () => {
  const { held, tab } = browser();
  const { drafts } = tab(true);
  drafts.set('s', { text: 'hello', attachments: [file] });
  expect(tab(true).drafts.get('s')).toEqual({ text: 'hello', attachments: [file] });
  expect(tab(true).drafts.get('other').text).toBe('');
  drafts.set('s', { text: '', attachments: [] });
  expect(held.size).toBe(0);
});

test('a tab that is looked away from follows; the one that is written in keeps its words', () => {
  const { tab } = browser();
  const [writing, watching, alsoWriting] = [tab(true), tab(false), tab(true)];
  const listener = vi.fn<() => void>();
  watching.drafts.subscribe(listener);
  alsoWriting.drafts.set('s', { text: 'mine', attachments: [] });
  writing.drafts.set('s', { text: 'theirs', attachments: [] });
  expect(watching.drafts.get('s').text).toBe('theirs');
  writing.drafts.set('s', { text: 'theirs, more', attachments: [] });
  for (const each of [watching, alsoWriting]) each.told('s');
  expect(watching.drafts.get('s').text).toBe('theirs, more');
  expect(alsoWriting.drafts.get('s').text).toBe('mine');
  expect(listener).toHaveBeenCalledOnce();
});

test('a draft that did not change is the same value', () => {
  const { drafts } = browser().tab(true);
  expect(drafts.get('s')).toBe(drafts.get('s'));
});

test('a draft that moves goes to the end of what is there, and leaves nothing behind', () => {
  const { held, tab } = browser();
  const { drafts } = tab(true);
  drafts.set('s', { text: 'before', attachments: [] });
  drafts.move('new', 's');
  expect(drafts.get('s').text).toBe('before');
  drafts.set('new', { text: 'after', attachments: [file] });
  drafts.move('new', 's');
  expect(drafts.get('s')).toEqual({ text: 'before\nafter', attachments: [file] });
  expect([...held.keys()]).toEqual(['openfoal.draft.s']);
});
