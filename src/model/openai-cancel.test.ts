import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { requestOf, startRig, userSays } from './provider-fixture.ts';

const stop = new DOMException('stopped by the person', 'AbortError');

test('a call that was aborted before it began sends nothing', async () => {
  await using rig = await startRig((reply) => reply.answer('ok'));
  const parts = rig.provider.stream('test', requestOf(userSays('hi')), AbortSignal.abort(stop));
  await expect(parts[Symbol.asyncIterator]().next()).rejects.toBe(stop);
  expect(rig.requests).toEqual([]);
});

test('an abort before the first byte ends the HTTP request and throws its reason', async () => {
  const arrived = Promise.withResolvers<void>();
  await using rig = await startRig((_reply, request) => {
    arrived.resolve();
    return request.closed;
  });
  const abort = new AbortController();
  const first = rig.provider
    .stream('test', requestOf(userSays('hi')), abort.signal)
    [Symbol.asyncIterator]()
    .next();
  await arrived.promise;
  abort.abort(stop);
  await expect(first).rejects.toBe(stop);
  await rig.requests[0]?.closed;
  expect(rig.requests).toHaveLength(1);
});

test('an abort in the middle ends the HTTP request, throws its reason and is not retried', async () => {
  await using rig = await startRig((reply, request) => {
    reply.text('half');
    return request.closed;
  });
  const abort = new AbortController();
  const iterator = rig.provider.stream('test', requestOf(userSays('hi')), abort.signal)[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  abort.abort(stop);
  await expect(next).rejects.toBe(stop);
  await rig.requests[0]?.closed;
  expect(rig.requests).toHaveLength(1);
});

test('an abort in the last attempt throws its reason, not that the model failed', async () => {
  const lastArrived = Promise.withResolvers<void>();
  await using rig = await startRig((reply, request, index) => {
    if (index < 2) return reply.respond(503, '');
    lastArrived.resolve();
    return request.closed;
  });
  const abort = new AbortController();
  const first = rig.provider
    .stream('test', requestOf(userSays('hi')), abort.signal)
    [Symbol.asyncIterator]()
    .next();
  await lastArrived.promise;
  abort.abort(stop);
  await expect(first).rejects.toBe(stop);
});

test('an abort while a retry is waited for ends the wait', async () => {
  await using rig = await startRig((reply) => reply.respond(503, ''));
  const abort = new AbortController();
  rig.clock.after = (_delayMs, _fn) => {
    // The wait for the retry never ends here; the silence timer is not needed.
    if (rig.requests.length === 1) abort.abort(stop);
    return () => undefined;
  };
  const first = rig.provider
    .stream('test', requestOf(userSays('hi')), abort.signal)
    [Symbol.asyncIterator]()
    .next();
  await expect(first).rejects.toBe(stop);
});

test('a consumer that leaves early ends the HTTP request', async () => {
  await using rig = await startRig((reply, request) => {
    reply.text('half');
    return request.closed;
  });
  for await (const part of rig.provider.stream('test', requestOf(userSays('hi')), new AbortController().signal)) {
    expect(part).toEqual({ type: 'text', delta: 'half' });
    break;
  }
  await rig.requests[0]?.closed;
});

test('a call that ended leaves no listener on the signal', async () => {
  await using rig = await startRig((reply) => reply.answer('ok'));
  const { signal } = new AbortController();
  for await (const _part of rig.provider.stream('test', requestOf(userSays('hi')), signal));
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
