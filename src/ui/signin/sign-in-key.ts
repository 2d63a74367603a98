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
