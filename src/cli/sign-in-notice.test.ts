import { expect, test } from 'vitest';
import { signInNotice } from './sign-in-notice.ts';

const origin = 'http://localhost:1';

test('without a terminal no code is made, let alone printed', () => {
  const mintCode = () => {
    throw new Error('a code was made');
  };
  expect(signInNotice({ isTerminal: false, origin, mintCode })).toContain('sign in with OPENFOAL_TOKEN');
});

test('a terminal gets a link with a new code', () => {
  expect(signInNotice({ isTerminal: true, origin, mintCode: () => 'c0de' })).toContain(`${origin}/signin#code=c0de\n`);
});
