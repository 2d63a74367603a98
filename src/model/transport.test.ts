import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { expect, test } from 'vitest';
import type { ModelPart } from '../domain/run/model-port.ts';
import { FAKE_WIRES } from '../testing/fake-models.ts';
import { startFakeOpenAi } from '../testing/fake-openai.ts';
import { answer } from '../testing/fake-scenes.ts';
import { runAttempt } from './attempt.ts';
import { createTestClock, requestOf, SILENCE_MS, startWireRig, userSays } from './provider-fixture.ts';
import { createTransport, type LoadModel, type OpenStream, type Sighting } from './transport.ts';

const load: LoadModel = async (settings) => createOpenAICompatible({ ...settings, name: 'x' }).chatModel('x');
const blind = (alive = () => undefined as void): Sighting => ({ alive, contentType: '', opening: '' });

test('a comment that keeps the connection open is a sign of life, though the SDK never tells of it', async () => {
  await using fake = await startFakeOpenAi({
    script: (reply, request) => {
      reply.raw(': still here\n\n');
      return request.closed;
    },
  });
  const open = createTransport({ baseUrl: fake.baseUrl, headers: {}, secrets: [] }, load);
  const alive = Promise.withResolvers<void>();
  const abort = new AbortController();
  const { stream } = await open('{"model":"m"}', { signal: abort.signal, sighting: blind(alive.resolve) });
  await alive.promise;
  abort.abort();
  await stream.cancel().catch(() => undefined);
  expect(fake.requests[0]?.body).toEqual({ model: 'm' });
});

test('a sign of life after the first token puts off the silence, and only so long', async () => {
  const clock = createTestClock();
  const told = Promise.withResolvers<Sighting>();
  const parts = new TransformStream();
  const writer = parts.writable.getWriter();
  const open: OpenStream = async (_body, { signal, sighting }) => {
    told.resolve(sighting);
    signal.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => undefined));
    return { stream: parts.readable };
  };
  const request = requestOf(userSays('hi'));
  const attempt = { clock, open, request, body: '{}', toolNames: new Map(), costOf: () => undefined };
  const iterator = runAttempt(attempt, new AbortController().signal);
  const first = iterator.next();
  const { alive } = await told.promise;
  void writer.write({ type: 'text-delta', id: '0', delta: 'a' });
  expect((await first).value).toEqual({ type: 'text', delta: 'a' } satisfies ModelPart);
  const second = iterator.next();
  clock.pass(SILENCE_MS - 1);
  alive();
  // What would have been the end is none now; the rest of a whole silence is.
  clock.pass(1);
  expect(await clock.runOut()).toBe(SILENCE_MS - 1);
  await expect(second).rejects.toMatchObject({ seen: { expired: { kind: 'silence', afterMs: SILENCE_MS } } });
});

test.each(FAKE_WIRES.map((wire) => [wire]))(
  '%s: a redirect is not followed, so the key goes nowhere else',
  async (wire) => {
    await using elsewhere = await startWireRig(wire, [answer('stolen')]);
    const path = { openai: '/responses', 'openai-compatible': '/chat/completions', anthropic: '/messages' }[wire];
    const location = elsewhere.baseUrl + path;
    const scene = [{ respond: { status: 307, body: '', headers: { location } } }];
    await using rig = await startWireRig(wire, [scene, scene, scene]);
    await expect(rig.ask()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(elsewhere.requests).toEqual([]);
  },
);
