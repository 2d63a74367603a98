import { expect, test } from 'vitest';
import type { ProtocolError } from '../protocol/errors.ts';
import { type FakeReply, startFakeOpenAi } from '../testing/fake-openai.ts';
import { collect, type Rig, requestOf, SILENCE_MS, startRig, TIMEOUT_MS, userSays } from './provider-fixture.ts';

const USAGE = { inputTokens: 10, outputTokens: 5 };
const OK = [
  { type: 'text', delta: 'ok' },
  { type: 'finish', usage: USAGE, reason: 'stop' },
];
const KEY = 'sk-live-0123456789abcdef';
const say = (message: string) => JSON.stringify({ error: { message, type: 'x', code: null } });

async function refusalOf(rig: Rig): Promise<ProtocolError> {
  return rig.ask().then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error as ProtocolError,
  );
}

test.each([
  [401, 'openai/test did not accept the key (HTTP 401)'],
  [402, 'openai/test has no credit left on this account (HTTP 402)'],
  [403, 'openai/test may not be used with this key (HTTP 403)'],
  [404, 'openai/test is not known at the configured address (HTTP 404): no such model'],
])('%i is MODEL_UNAVAILABLE at once', async (status, message) => {
  await using rig = await startRig((reply) => reply.respond(status, say('no such model')), { apiKey: KEY });
  expect(await refusalOf(rig)).toMatchObject({ code: 'MODEL_UNAVAILABLE', message });
  expect(rig.requests).toHaveLength(1);
});

test.each([400, 413, 422])('%i is INVALID_REQUEST at once, with the sentence of the provider', async (status) => {
  await using rig = await startRig((reply) => reply.respond(status, say('max_tokens is\ntoo large')));
  expect(await refusalOf(rig)).toMatchObject({
    code: 'INVALID_REQUEST',
    message: `openai/test refused the request (HTTP ${status}): max_tokens is too large`,
  });
  expect(rig.requests).toHaveLength(1);
});

test('no message ever holds the key, a password or a raw body', async () => {
  const leak = `bad key ${KEY} at https://me:secret@host/v1?token=abc, Bearer abcdef`;
  await using rig = await startRig((reply) => reply.respond(400, say(leak)), { apiKey: KEY });
  const refusal = await refusalOf(rig);
  expect(refusal.cause).toBeUndefined();
  expect(refusal.message).toBe(
    'openai/test refused the request (HTTP 400): bad key [redacted] at https://host/v1 Bearer [redacted]',
  );
  await using html = await startRig((reply) => reply.respond(400, `<html>${KEY}</html>`), { apiKey: KEY });
  expect((await refusalOf(html)).message).toBe('openai/test refused the request (HTTP 400)');
});

test.each([408, 409, 429, 500, 502, 503, 529])('%i is tried again, waiting longer each time', async (status) => {
  await using rig = await startRig((reply, _request, index) =>
    index < 2 ? reply.respond(status, say('busy')) : reply.answer('ok'),
  );
  expect(await rig.ask()).toEqual(OK);
  // 500 ms doubled, each × 0.75: the middle of the jitter.
  expect(rig.clock.waits).toEqual([375, 750]);
});

test('after three attempts the run is told which model, what happened, and how often', async () => {
  await using rig = await startRig((reply) =>
    reply.respond(503, '<html>Bad gateway</html>', { 'content-type': 'text/html' }),
  );
  expect(await refusalOf(rig)).toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: 'openai/test had an error on its side (HTTP 503), after 3 attempts',
  });
  expect(rig.requests).toHaveLength(3);
});

test.each([
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9_000],
  ['milliseconds', { 'retry-after-ms': '1500', 'retry-after': '2' }, 1_500],
  ['nonsense', { 'retry-after': 'soon' }, 375],
  ['less than the backoff', { 'retry-after': '0' }, 375],
])('Retry-After in %s is honoured', async (_name, headers, waitMs) => {
  await using rig = await startRig(
    (reply, _request, index) => (index === 0 ? reply.respond(429, say('slow down'), headers) : reply.answer('ok')),
    { nowMs: Date.parse('2026-01-01T00:00:00Z') },
  );
  expect(await rig.ask()).toEqual(OK);
  expect(rig.clock.waits).toEqual([waitMs]);
});

test('a Retry-After of more than a minute ends the call and hands the wait on', async () => {
  await using rig = await startRig((reply) => reply.respond(429, say('quota'), { 'retry-after': '3600' }));
  expect(await refusalOf(rig)).toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: 'openai/test is refusing more requests for now (HTTP 429): quota',
    retryAfterMs: 3_600_000,
  });
  expect(rig.requests).toHaveLength(1);
});

test('a server that is not there is tried three times', async () => {
  const rig = await startRig((reply) => reply.answer('never'));
  await rig.close();
  expect(await refusalOf(rig)).toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: 'openai/test could not be reached (ECONNREFUSED), after 3 attempts',
  });
  expect(rig.clock.waits).toHaveLength(2);
});

const breaks: [string, (reply: FakeReply) => void | Promise<void>, string][] = [
  ['a reset', async (reply) => (await reply.flush(), reply.reset()), 'broke off its answer'],
  ['an end without a finish reason', () => undefined, 'broke off its answer'],
  ['[DONE] without a finish reason', (reply) => reply.done(), 'broke off its answer'],
  [
    'an error in the stream',
    (reply) => reply.event({ error: { message: 'overloaded' } }),
    'reported an error in its answer: overloaded',
  ],
  [
    'an error that is only text',
    (reply) => reply.event({ error: 'out of memory' }),
    'reported an error in its answer: out of memory',
  ],
  [
    'an event that is not JSON',
    (reply) => reply.raw('data: <oops>\n\n'),
    'answered in a form that is not a Chat Completions stream',
  ],
  [
    'an event of another form',
    (reply) => reply.event({ choices: 'none' }),
    'answered in a form that is not a Chat Completions stream',
  ],
];

test.each(breaks)('%s in the middle: the retry says restart before anything else', async (_name, cut, reason) => {
  await using rig = await startRig(async (reply, _request, index) => {
    if (index > 0) return reply.answer('ok');
    reply.text('half an ans');
    await cut(reply);
  });
  expect(await rig.ask()).toEqual([{ type: 'text', delta: 'half an ans' }, { type: 'restart', reason }, ...OK]);
});

test.each(breaks)('%s before anything was said: no restart, because there is nothing to void', async (_name, cut) => {
  await using rig = await startRig((reply, _request, index) => (index > 0 ? reply.answer('ok') : cut(reply)));
  expect(await rig.ask()).toEqual(OK);
});

test('a stream that breaks after a tool call has not asked for anything', async () => {
  await using rig = await startRig((reply, _request, index) => {
    if (index > 0) return reply.answer('ok');
    reply.toolCall(0, { id: 'a', name: 'bash_exec', args: '{"command":"rm x"}' });
  });
  expect(await rig.ask()).toEqual(OK);
});

test('when no attempt succeeds the streamed text is not voided', async () => {
  await using rig = await startRig((reply, _request, index) => {
    if (index === 0) reply.text('half');
  });
  const parts: unknown[] = [];
  const call = (async () => {
    const signal = new AbortController().signal;
    for await (const part of rig.provider.stream('test', requestOf(userSays('hi')), signal)) parts.push(part);
  })();
  await expect(call).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: 'openai/test broke off its answer, after 3 attempts',
  });
  expect(parts).toEqual([{ type: 'text', delta: 'half' }]);
});

test('text is voided once, by the first attempt that has something to say', async () => {
  await using rig = await startRig((reply, _request, index) => {
    if (index === 0) reply.text('half');
    if (index === 1) reply.respond(503, '');
    if (index === 2) reply.answer('ok');
  });
  const restart = { type: 'restart', reason: 'had an error on its side (HTTP 503)' };
  expect(await rig.ask()).toEqual([{ type: 'text', delta: 'half' }, restart, ...OK]);
});

test('each retry after text voids the text before it', async () => {
  await using rig = await startRig((reply, _request, index) =>
    index < 2 ? reply.text(`try ${index}`) : reply.answer('ok'),
  );
  const restart = { type: 'restart', reason: 'broke off its answer' };
  expect(await rig.ask()).toEqual([
    { type: 'text', delta: 'try 0' },
    restart,
    { type: 'text', delta: 'try 1' },
    restart,
    ...OK,
  ]);
});

test('an error in the stream that is about the request is INVALID_REQUEST and is not tried again', async () => {
  await using rig = await startRig((reply) =>
    reply.event({ error: { message: 'context is full', type: 'BadRequestError', code: 400 } }),
  );
  expect(await refusalOf(rig)).toMatchObject({
    code: 'INVALID_REQUEST',
    message: 'openai/test refused the request (HTTP 400): context is full',
  });
  expect(rig.requests).toHaveLength(1);
});

test('a web page in place of a stream says to check the address', async () => {
  await using rig = await startRig((reply) =>
    reply.respond(200, '<html>Welcome</html>', { 'content-type': 'text/html' }),
  );
  expect((await refusalOf(rig)).message).toBe(
    'openai/test answered with a web page: check its address, after 3 attempts',
  );
});

test('a server that takes the request and says nothing is given up after timeoutMs, and tried again', async () => {
  const arrived = Promise.withResolvers<void>();
  await using rig = await startRig((reply, request, index) => {
    if (index > 0) return reply.answer('ok');
    arrived.resolve();
    return request.closed;
  });
  const answer = rig.ask();
  await arrived.promise;
  expect(await rig.clock.runOut()).toBe(TIMEOUT_MS);
  expect(await answer).toEqual(OK);
  // The silent request was ended, not left hanging.
  await rig.requests[0]?.closed;
});

test('a stream that stops in the middle is given up after silenceMs', async () => {
  await using rig = await startRig((reply, request, index) => {
    if (index > 0) return reply.answer('ok');
    reply.text('half');
    return request.closed;
  });
  const parts = rig.provider.stream('test', requestOf(userSays('hi')), new AbortController().signal);
  const iterator = parts[Symbol.asyncIterator]();
  expect(await iterator.next()).toEqual({ done: false, value: { type: 'text', delta: 'half' } });
  const rest = collect({ [Symbol.asyncIterator]: () => iterator });
  expect(await rig.clock.runOut()).toBe(SILENCE_MS);
  expect(await rest).toEqual([{ type: 'restart', reason: 'was silent for 120 s' }, ...OK]);
});

test('a consumer that takes its time is not taken for a silent provider', async () => {
  await using rig = await startRig((reply) => reply.answer('ok'));
  const iterator = rig.provider
    .stream('test', requestOf(userSays('hi')), new AbortController().signal)
    [Symbol.asyncIterator]();
  await iterator.next();
  // Nobody waits for the provider now: this time is the consumer's own.
  rig.clock.pass(10 * TIMEOUT_MS);
  expect(await iterator.next()).toMatchObject({ value: { type: 'finish' } });
});

test('an address that redirects elsewhere does not carry the key there', async () => {
  await using elsewhere = await startFakeOpenAi({ script: (reply) => reply.answer('stolen') });
  await using rig = await startRig(
    (reply) => reply.respond(307, '', { location: `${elsewhere.baseUrl}/chat/completions` }),
    { apiKey: KEY },
  );
  await rig.ask().catch(() => undefined);
  expect(elsewhere.requests.map((request) => request.headers.authorization)).not.toContain(`Bearer ${KEY}`);
});
