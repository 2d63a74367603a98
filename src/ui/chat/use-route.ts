'use client';

import { usePathname, useSearchParams } from 'next/navigation';

/** Which conversation the address names: a session, a new one, or (at `/`) whichever is newest. */
export type ChatRoute = { kind: 'session'; sessionId: string } | { kind: 'new' } | { kind: 'newest' };

export function useChatRoute(): ChatRoute {
  const path = usePathname();
  const isNew = useSearchParams().has('new');
  const id = /^\/s\/([^/]+)$/.exec(path)?.[1];
  if (id !== undefined) return { kind: 'session', sessionId: decodeURIComponent(id) };
  return { kind: isNew ? 'new' : 'newest' };
}

export const sessionPath = (sessionId: string): string => `/s/${encodeURIComponent(sessionId)}`;
/** The session at the event that says it: what a search leads to. */
export const hitPath = ({ sessionId, seq }: { sessionId: string; seq: number }): string =>
  `${sessionPath(sessionId)}?seq=${seq}`;
export const NEW_PATH = '/?new';

/** Goes there without asking the server for a page: the page is here already (Next follows the History API). */
export function goTo(path: string, { replace = false } = {}): void {
  if (replace) window.history.replaceState(null, '', path);
  else window.history.pushState(null, '', path);
}
