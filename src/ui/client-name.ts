/**
 * As which client a page connects. `openfoal desktop` opens its window with `?client=desktop`; the tab remembers it, since the
 * next address has no query any more.
 */
const PLACE = 'openfoal.client';
const DESKTOP = 'desktop';

type Window = { location: Pick<Location, 'search' | 'pathname'>; sessionStorage: Pick<Storage, 'getItem' | 'setItem'> };

/** Call it on the first page of a tab, whichever that is. */
export function clientName({ location, sessionStorage }: Window): 'webchat' | 'console' | 'desktop' {
  if (new URLSearchParams(location.search).get('client') === DESKTOP) sessionStorage.setItem(PLACE, DESKTOP);
  if (sessionStorage.getItem(PLACE) === DESKTOP) return DESKTOP;
  return /^\/console(\/|$)/.test(location.pathname) ? 'console' : 'webchat';
}
