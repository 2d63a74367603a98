import { expect, test } from 'vitest';
import { redactSentence } from './redact-sentence.ts';

test.each([
  ['the configured key', 'key MYKEY123 is bad', 'key [redacted] is bad'],
  ['a masked OpenAI key', 'Incorrect API key provided: sk-proj-ab***xyz.', 'Incorrect API key provided: [redacted]'],
  ['a bearer token', 'got Authorization: Bearer abc.def', 'got Authorization: Bearer [redacted]'],
  ['a password in an address', 'no route to http://u:p@host/v1', 'no route to http://host/v1'],
  ['a token in a query', 'see https://host/a?key=abc#x now', 'see https://host/a now'],
  ['control characters and line breaks', 'a\u0000\u001b[31m\r\n b', 'a [31m b'],
])('%s does not get through', (_name, text, clean) => {
  expect(redactSentence(text, ['MYKEY123', ''])).toBe(clean);
});

test('a long body is cut to one short sentence', () => {
  const clean = redactSentence('long '.repeat(100), []);
  expect(clean).toHaveLength(200);
  expect(clean.endsWith('…')).toBe(true);
});
