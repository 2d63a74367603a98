'use client';

import { useState } from 'react';

/** Text that was written and not saved yet, with the version of the file that it was written over. */
export type MemoryDraft = { text: string; baseText: string; baseHash: string };

const KEY = 'openfoal.memory';

/**
 * The unsaved text for one file. It stays when the panel is closed, the file is changed under it, or the page is loaded again: it goes
 * when it is saved or given up. Undefined while nothing is being edited.
 */
export function useMemoryDraft(path: string): [MemoryDraft | undefined, (draft: MemoryDraft | undefined) => void] {
  return useStored(`${KEY}.edit.${path}`, isDraft);
}

/** A note that was not added yet. */
export function useMemoryNote(): [string, (note: string) => void] {
  const [note, setNote] = useStored(`${KEY}.note`, (value) => typeof value === 'string');
  return [note ?? '', (next) => setNote(next === '' ? undefined : next)];
}

function useStored<T>(
  key: string,
  isValid: (value: unknown) => value is T,
): [T | undefined, (value: T | undefined) => void] {
  const [held, setHeld] = useState(() => ({ key, value: read(key, isValid) }));
  const value = held.key === key ? held.value : read(key, isValid);
  const set = (next: T | undefined): void => {
    setHeld({ key, value: next });
    try {
      if (next === undefined) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Storage is full: the text is still on the page, it only would not survive a reload.
    }
  };
  return [value, set];
}

function read<T>(key: string, isValid: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
    return isValid(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isDraft(value: unknown): value is MemoryDraft {
  if (typeof value !== 'object' || value === null) return false;
  return ['text', 'baseText', 'baseHash'].every(
    (field) => field in value && typeof Reflect.get(value, field) === 'string',
  );
}
