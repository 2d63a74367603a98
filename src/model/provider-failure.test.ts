import { APICallError, InvalidResponseDataError, TypeValidationError } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import type { FailureKind } from './failure-table.ts';
import { type FailureFacts, judgeAnswer, judgeConnection, judgeFailure } from './provider-failure.ts';

const FACTS: FailureFacts = { secrets: ['MYKEY123'], nowMs: 0, form: 'a stream' };
const http = (status: number, error: Record<string, unknown>) =>
  judgeAnswer({ status, body: JSON.stringify({ error }), headers: {} }, FACTS);

test.each<[number, Record<string, unknown>, FailureKind]>([
  // OpenAI says invalid_request_error with every status: there only status and code tell.
  [401, { type: 'invalid_request_error', code: null }, 'auth'],
  [401, { type: 'invalid_request_error', code: 'invalid_api_key' }, 'auth'],
  [404, { type: 'invalid_request_error', code: 'model_not_found' }, 'not_found'],
  [429, { type: 'insufficient_quota', code: 'insufficient_quota' }, 'auth'],
  [429, { type: 'tokens', code: 'rate_limit_exceeded' }, 'rate_limited'],
  [400, { type: 'invalid_request_error', code: 'context_length_exceeded' }, 'bad_request'],
  [400, { type: 'invalid_request_error', code: 'content_policy_violation' }, 'refused'],
  [400, { code: 'content_filter', message: 'The response was filtered' }, 'refused'],
  [400, { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' }, 'auth'],
  [402, { type: 'billing_error' }, 'auth'],
  [403, { type: 'permission_error' }, 'auth'],
  [413, { type: 'request_too_large' }, 'bad_request'],
  [529, { type: 'overloaded_error' }, 'server'],
])('HTTP %i %j is %s', (status, error, kind) => {
  expect(http(status, error).kind).toBe(kind);
});

test.each<[string, unknown, FailureKind]>([
  ['Anthropic, overloaded', { data: { type: 'overloaded_error', message: 'Overloaded' } }, 'server'],
  ['Anthropic, rate', { data: { type: 'rate_limit_error', message: 'x' } }, 'rate_limited'],
  ['Anthropic, key', { data: { type: 'authentication_error', message: 'x' } }, 'auth'],
  ['Anthropic, form', { data: { type: 'invalid_request_error', message: 'x' } }, 'bad_request'],
  [
    'Responses, failed',
    { data: { type: 'response.failed', response: { error: { code: 'server_error', message: 'x' } } } },
    'server',
  ],
  [
    'Responses, too long',
    { data: { type: 'response.failed', response: { error: { code: 'context_length_exceeded', message: 'x' } } } },
    'bad_request',
  ],
  [
    'Responses, refused',
    { data: { type: 'response.failed', response: { error: { code: 'invalid_prompt', message: 'x' } } } },
    'refused',
  ],
  ['Responses, an error event', { data: { type: 'error', code: 'rate_limit_exceeded', message: 'x' } }, 'rate_limited'],
  ['Chat Completions, a status as code', { message: 'x', code: 503 }, 'server'],
  ['Chat Completions, a status as text', { message: 'x', code: '429' }, 'rate_limited'],
  ['Chat Completions, a type', { message: 'x', type: 'invalid_request_error' }, 'bad_request'],
  ['Chat Completions, words alone', { message: 'x' }, 'server'],
  ['an error that is only text', new TypeValidationError({ value: { error: 'x' }, cause: undefined }), 'server'],
])('in the stream: %s', (_name, error, kind) => {
  expect(judgeFailure(error, FACTS).kind).toBe(kind);
});

test.each<[string, unknown, FailureKind, string]>([
  ['no connection', { code: 'ECONNREFUSED' }, 'unreachable', 'could not be reached (ECONNREFUSED)'],
  ['fetch’s own five minutes', { code: 'UND_ERR_HEADERS_TIMEOUT' }, 'timeout', 'did not begin to answer in time'],
  ['… between two pieces', { code: 'UND_ERR_BODY_TIMEOUT' }, 'silence', 'was silent for too long'],
])('%s', (_name, cause, kind, reason) => {
  const error = new TypeError('fetch failed', { cause });
  expect(judgeConnection(error)).toEqual({ kind, reason });
  const wrapped = new APICallError({ message: 'x', url: 'http://h', requestBodyValues: {}, cause: error });
  expect(judgeFailure(wrapped, FACTS)).toEqual({ kind, reason });
});

test.each<[string, unknown, Partial<FailureFacts>, FailureKind]>([
  ['a broken connection', new TypeError('terminated'), {}, 'broken'],
  ['an end without an end', new InvalidResponseDataError({ data: undefined, message: 'no finish' }), {}, 'broken'],
  ['JSON of another form', new TypeValidationError({ value: { choices: 'none' }, cause: undefined }), {}, 'wrong_form'],
  ['a native Ollama chunk', new TypeValidationError({ value: { message: {} }, cause: undefined }), {}, 'wrong_form'],
  ['a web page', undefined, { opening: '<html>' }, 'wrong_form'],
  ['plain JSON', undefined, { opening: '{"choices":[]}' }, 'wrong_form'],
  ['an error as plain JSON', undefined, { opening: '{"error":{"code":401}}' }, 'auth'],
  ['a body that says it is a page, and is empty', undefined, { contentType: 'text/html' }, 'wrong_form'],
])('%s', (_name, error, facts, kind) => {
  expect(judgeFailure(error, { ...FACTS, ...facts }).kind).toBe(kind);
});

test('a timer that ran out says more than the error that it made', () => {
  const expired = { kind: 'timeout', afterMs: 1_500 } as const;
  expect(judgeFailure(new Error('aborted'), { ...FACTS, expired })).toEqual({
    kind: 'timeout',
    reason: 'did not begin to answer within 1.5 s',
  });
});

test('what a provider says about a key is not repeated; elsewhere its words are, without secrets', () => {
  const message = 'key MYKEY123 is bad';
  expect(http(401, { message }).reason).toBe('did not accept the key (HTTP 401)');
  expect(http(400, { message }).reason).toBe('refused the request (HTTP 400): key [redacted] is bad');
});
