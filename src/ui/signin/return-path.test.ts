import { expect, test } from 'vitest';
import { returnAddress, signInPath } from './return-path.ts';

const ORIGIN = 'https://openfoal.test';
const to = (path: string) => `?${new URLSearchParams({ to: path }).toString()}`;

test.each([
  ['https://evil.test/'],
  ['//evil.test/'],
  ['/\\evil.test/'],
  ['/\t/evil.test/'],
  ['\\\\evil.test'],
  ['javascript:alert(1)'],
  ['http://openfoal.test/s/1'],
  ['/signin?to=/s/1'],
  ['/auth/session'],
  [''],
])('%j leads to the first page and never away from this site', (path) => {
  expect(new URL(returnAddress(to(path), ORIGIN)).origin).toBe(ORIGIN);
});

test('a path that begins with two slashes once it is read stays an address of this site', () => {
  expect(returnAddress(to('/.//evil.test'), ORIGIN)).toBe(`${ORIGIN}//evil.test`);
});

test('whoever has to sign in comes back to where they wanted to go', () => {
  const path = signInPath({ pathname: '/approve/apr_1', search: '?from=note' });
  expect(path).toBe('/signin?to=%2Fapprove%2Fapr_1%3Ffrom%3Dnote');
  expect(returnAddress(new URL(path, ORIGIN).search, ORIGIN)).toBe(`${ORIGIN}/approve/apr_1?from=note`);
});

test('the first page needs no way back, and the sign-in page leads nowhere but there', () => {
  expect(signInPath({ pathname: '/', search: '' })).toBe('/signin');
  expect(signInPath({ pathname: '/signin', search: to('/s/1') })).toBe('/signin');
  expect(returnAddress('', ORIGIN)).toBe(`${ORIGIN}/`);
});
