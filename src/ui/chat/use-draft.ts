'use client';

import { useSyncExternalStore } from 'react';
import type { Draft, Drafts } from '../drafts.ts';

/** The draft of a conversation, and how to change it. */
export function useDraft(drafts: Drafts, key: string): [Draft, (draft: Draft) => void] {
  const read = (): Draft => drafts.get(key);
  const draft = useSyncExternalStore(drafts.subscribe, read, read);
  return [draft, (next) => drafts.set(key, next)];
}
