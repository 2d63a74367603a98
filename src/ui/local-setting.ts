'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';

const CHANGED = 'openfoal:setting';

/** What is kept on this device under a key. Null where nothing is, or where storage is refused. */
export function keptAt(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps it, and tells everybody on this page who looks at it; the browser tells the other tabs. */
export function keepAt(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Full or refused: it is as if nobody had asked.
  }
  window.dispatchEvent(new Event(CHANGED));
}

/** Calls `changed` after something that is kept on this device changed, here or in another tab. */
export function onKept(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed);
  window.addEventListener('storage', changed);
  return () => {
    window.removeEventListener(CHANGED, changed);
    window.removeEventListener('storage', changed);
  };
}

/** What is kept under a key, as React state, and the same in all tabs. */
export function useKept(key: string): string | null {
  const read = useCallback(() => keptAt(key), [key]);
  return useSyncExternalStore(onKept, read, () => null);
}

/** A switch that is kept on this device. `preset` is how it stands until somebody touches it. */
export function useKeptSwitch(key: string, preset: boolean): [boolean, (on: boolean) => void] {
  const kept = useKept(key);
  const set = useMemo(() => (on: boolean) => keepAt(key, on ? 'on' : 'off'), [key]);
  return [kept === null ? preset : kept === 'on', set];
}
