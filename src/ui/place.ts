/** Which part of the site a path is in, and the session that is open there. */
export type Place = { part: 'chat' | 'console' | 'approve'; sessionId?: string };

/** `path` is without a query. */
export function placeAt(path: string): Place {
  const [, part, session] = /^\/(console|approve)(?:\/|$)(?:sessions\/([^/]+)$)?/.exec(path) ?? [];
  if (part === 'approve') return { part };
  if (part === 'console') return withSession({ part }, session);
  return withSession({ part: 'chat' }, /^\/s\/([^/]+)$/.exec(path)?.[1]);
}

function withSession(place: Place, encoded: string | undefined): Place {
  return encoded === undefined ? place : { ...place, sessionId: decodeURIComponent(encoded) };
}
