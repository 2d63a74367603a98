import { expect, test } from 'vitest';
import { placeAt } from './place.ts';

test.each([
  ['/', { part: 'chat' }],
  ['/s/ses_1', { part: 'chat', sessionId: 'ses_1' }],
  ['/s/a%2Fb', { part: 'chat', sessionId: 'a/b' }],
  ['/console', { part: 'console' }],
  ['/console/audit', { part: 'console' }],
  ['/console/sessions', { part: 'console' }],
  ['/console/sessions/ses_1', { part: 'console', sessionId: 'ses_1' }],
  ['/approve/apr_1', { part: 'approve' }],
])('%s is %j', (path, place) => {
  expect(placeAt(path)).toEqual(place);
});
