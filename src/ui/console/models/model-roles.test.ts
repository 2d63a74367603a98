import { expect, test } from 'vitest';
import { roleOf } from './model-roles.ts';

const policy = {
  modelPolicy: { primary: 'auto', fallbacks: ['b/two', 'c/three'], allowed: [], timeoutMs: 60_000 },
};
const facts = { sessionModel: 'a/one', policy };

test.each([
  [{ model: 'a/one', allowed: true }, { role: 'primary' }],
  [
    { model: 'c/three', allowed: true },
    { role: 'fallback', place: 2 },
  ],
  [{ model: 'd/four', allowed: true }, { role: 'allowed' }],
  [{ model: 'b/two', allowed: false }, { role: 'forbidden' }],
] as const)('%j is %j to the policy', (model, role) => {
  expect(roleOf(model, facts)).toEqual(role);
});
