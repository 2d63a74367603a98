import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { expect, test } from 'vitest';
import { FAKE_WIRES } from '../testing/fake-models.ts';
import { startFakeOpenAi } from '../testing/fake-openai.ts';
import { answer } from '../testing/fake-scenes.ts';
import { startWireRig } from './provider-fixture.ts';
import { createTransport, type LoadModel, type Sighting } from './transport.ts';

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
