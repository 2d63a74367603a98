'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useSyncExternalStore } from 'react';
import { createObservable } from '../../client/observable.ts';

/** Which conversation the address names: a session, a new one, or (at `/`) whichever is newest. */
export type ChatRoute = { kind: 'session'; sessionId: string; seq?: number } | { kind: 'new' } | { kind: 'newest' };

export function useChatRoute(): ChatRoute {
  const path = usePathname();
  const search = useSearchParams();
  const id = /^\/s\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined) return { kind: search.has('new') ? 'new' : 'newest' };
  const seq = Number(search.get('seq'));
  const sessionId = decodeURIComponent(id);
  return Number.isSafeInteger(seq) && seq > 0 ? { kind: 'session', sessionId, seq } : { kind: 'session', sessionId };
}

/** Where a session is; with `seq`, where that event of it is shown. */
export const sessionPath = (sessionId: string, seq?: number): string =>
  `/s/${encodeURIComponent(sessionId)}${seq === undefined ? '' : `?seq=${seq}`}`;
export const NEW_PATH = '/?new';

/** How often each address was gone to by somebody who was there already. */
const returns = new Map<string, number>();
const returned = createObservable(0);
/** That number of an address: what it asks for is wanted once more when it grows. */
export const useReturns = (path: string): number =>
  useSyncExternalStore(
    returned.subscribe,
    () => returns.get(path) ?? 0,
    () => 0,
  );

/** Goes there without asking the server for a page: the page is here already (Next follows the History API). */
export function goTo(path: string, { replace = false } = {}): void {
  const { pathname, search } = window.location;
  const isHere = path === pathname + search;
  if (replace || isHere) window.history.replaceState(null, '', path);
  else window.history.pushState(null, '', path);
  if (!isHere) return;
  returns.set(path, (returns.get(path) ?? 0) + 1);
  returned.set(returned.latest() + 1);
}
