/**
 * The half of a sign-in that the page keeps. The browser sends the other half, a cookie, to every port of this host; what is in
 * localStorage belongs to this origin, port and all. Source: docs/decisions/0009.
 */
const PLACE = 'openfoal.sign-in-key';

export function keepSignInKey(storage: Pick<Storage, 'setItem'>, key: string): void {
  storage.setItem(PLACE, key);
}

export function readSignInKey(storage: Pick<Storage, 'getItem'>): string | undefined {
  return storage.getItem(PLACE) ?? undefined;
}

export function forgetSignInKey(storage: Pick<Storage, 'removeItem'>): void {
  storage.removeItem(PLACE);
}

/** Calls `left` when another tab of this browser signs out: what is in localStorage is one for all of them. */
export function onSignedOutElsewhere(left: () => void): () => void {
  const changed = ({ key, newValue }: StorageEvent): void => {
    // A null key: everything was cleared.
    if (key === null || (key === PLACE && newValue === null)) left();
  };
  window.addEventListener('storage', changed);
  return () => window.removeEventListener('storage', changed);
}
