/** Where a person wanted to go before they had to sign in. It is in the address of the sign-in page, so anybody can have written it. */
const PARAMETER = 'to';

/** The sign-in page that leads back to `location`. */
export function signInPath({ pathname, search }: Pick<Location, 'pathname' | 'search'>): string {
  if (pathname === '/' || pathname.startsWith('/signin')) return '/signin';
  return `/signin?${new URLSearchParams({ [PARAMETER]: pathname + search }).toString()}`;
}

/**
 * Where to go after signing in: an absolute address on `origin`. Anything else than a page of this site is its first page. The
 * browser's own parser decides, so that `//host`, `/\host` and `/.//host` are what they would be when they are opened.
 */
export function returnAddress(search: string, origin: string): string {
  const home = new URL('/', origin);
  const wanted = new URLSearchParams(search).get(PARAMETER);
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, origin)) return home.href;
  const address = new URL(wanted, origin);
  const isPage = address.origin === home.origin && !/^\/(signin|auth|api)(\/|$)/.test(address.pathname);
  return isPage ? address.href : home.href;
}
