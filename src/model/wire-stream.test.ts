/** What every provider makes of what real servers do, in each wire format. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import type { ModelPart, ModelWait } from '../domain/run/model-port.ts';
import { FAKE_WIRES, type FakeWire } from '../testing/fake-models.ts';
import { answer, type Scene } from '../testing/fake-scenes.ts';
import { collect, foldText, KEY, startWireRig } from './provider-fixture.ts';

const USAGE = { inputTokens: 10, outputTokens: 5 };
const OK: ModelPart[] = [
  { type: 'text', delta: 'ok' },
  { type: 'finish', usage: USAGE, reason: 'stop' },
];
const each = FAKE_WIRES.map((wire): [FakeWire] => [wire]);

test.each(each)('%s: reasoning, text, whole tool calls, then usage and reason once at the end', async (wire) => {
  const args = { command: 'echo "盒😀\\n" # \u0001 end' };
  await using rig = await startWireRig(wire, [
    [
      'hollow',
      { reasoning: 'h' },
      { reasoning: 'm' },
      'keep-alive',
      { text: 'so ' },
      { text: 'be it' },
      // Cut into single characters: inside escapes and inside surrogate pairs.
      { toolCall: { name: 'bash.exec', args, pieceChars: 1 } },
      { toolCall: { name: 'make_coffee', args: {} } },
      { end: 'tool_calls', usage: { inputTokens: 21, outputTokens: 9 } },
    ],
  ]);
  expect(await rig.ask()).toEqual([
    { type: 'reasoning', delta: 'h' },
    { type: 'reasoning', delta: 'm' },
    { type: 'text', delta: 'so ' },
    { type: 'text', delta: 'be it' },
    { type: 'tool_call', toolName: 'bash.exec', args },
    { type: 'tool_call', toolName: 'make_coffee', args: {} },
    { type: 'finish', usage: { inputTokens: 21, outputTokens: 9 }, reason: 'tool_calls' },
  ]);
});

test.each(each)('%s: arguments that are no JSON object are a part marked invalid, not an error', async (wire) => {
  await using rig = await startWireRig(wire, [
    [{ toolCall: { name: 'bash.exec', args: '{"command":' } }, { end: 'tool_calls' }],
  ]);
  expect((await rig.ask())[0]).toEqual({
    type: 'tool_call',
    toolName: 'bash.exec',
    args: {},
    invalid: 'the arguments are not valid JSON',
  });
});

test.each(each)('%s: the end for length or content is told as it is', async (wire) => {
  await using rig = await startWireRig(wire, [
    [{ text: 'x' }, { end: 'length' }],
    [{ text: 'x' }, { end: 'content_filter' }],
  ]);
  expect((await rig.ask()).at(-1)).toEqual({ type: 'finish', usage: USAGE, reason: 'length' });
  expect((await rig.ask()).at(-1)).toEqual({ type: 'finish', usage: USAGE, reason: 'content_filter' });
});

test.each(each)('%s: half a surrogate pair waits for its other half', async (wire) => {
  const [high, low] = ['😀'.charAt(0), '😀'.charAt(1)];
  await using rig = await startWireRig(wire, [[{ text: `a${high}` }, { text: `${low}b` }, { end: 'stop' }]]);
  expect((await rig.ask()).slice(0, 2)).toEqual([
    { type: 'text', delta: 'a' },
    { type: 'text', delta: '😀b' },
  ]);
});

test.each(each)('%s: text arrives while the server still writes', async (wire) => {
  const gate = Promise.withResolvers<void>();
  await using rig = await startWireRig(wire, [[{ text: 'first' }, { until: gate.promise }, { end: 'stop' }]]);
  const iterator = rig.call()[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toEqual({ type: 'text', delta: 'first' });
  gate.resolve();
  expect(await collect({ [Symbol.asyncIterator]: () => iterator })).toHaveLength(1);
});

test.each(
  each.flatMap(([wire]) => ['text/plain', 'application/json', 'text/html'].map((type) => [wire, type] as const)),
)('%s: a stream that calls itself %s is read all the same', async (wire, contentType) => {
  await using rig = await startWireRig(wire, [[{ contentType }, 'keep-alive', ...answer('ok')]]);
  expect(await rig.ask()).toEqual(OK);
});

const PLAIN = JSON.stringify({ id: 'x', object: 'chat.completion', choices: [{ message: { content: 'hi' } }] });
const WRONG: [string, Scene, string][] = [
  [
    'a whole answer as plain JSON',
    [{ respond: { status: 200, body: PLAIN } }],
    'answered with plain JSON, not with a stream',
  ],
  [
    'a web page',
    [{ contentType: 'text/html' }, { raw: '\n <!doctype html>' }],
    'answered with a web page: check its address',
  ],
  [
    'a redirect',
    [{ respond: { status: 307, body: '', headers: { location: 'http://127.0.0.1:9/' } } }],
    'sends elsewhere (HTTP 307): check its address',
  ],
  ['an empty body', [{ raw: '' }], 'broke off its answer'],
  ['a stream cut in the middle of an event', [{ text: 'a' }, { raw: 'event: x\ndata: {"ty' }], 'broke off its answer'],
];
test.each(each.flatMap(([wire]) => WRONG.map((row) => [wire, ...row] as const)))(
  '%s: %s is a failure that says so, and is tried again',
  async (wire, _name, scene, reason) => {
    await using rig = await startWireRig(wire, [scene, answer('ok'), scene, scene, scene]);
    expect(foldText(await rig.ask())).toBe('ok');
    const message = `x/m ${reason}, after 3 attempts`;
    await expect(rig.ask()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', message });
  },
);

test.each(each)('%s: an error as plain JSON with status 200 is judged by what it says', async (wire) => {
  const body = JSON.stringify({ error: { message: 'too long', type: 'invalid_request_error' } });
  await using rig = await startWireRig(wire, [[{ respond: { status: 200, body } }]]);
  await expect(rig.ask()).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: 'x/m refused the request: too long',
  });
});

test.each(each.flatMap(([wire]) => ['before', 'after'].map((when) => [wire, when] as const)))(
  '%s: an error in the stream about the request itself, %s the first token, is INVALID_REQUEST at once',
  async (wire, when) => {
    const scene: Scene = [...(when === 'after' ? [{ text: 'half' }] : ['hollow' as const]), { error: 'bad_request' }];
    await using rig = await startWireRig(wire, [scene, answer('never asked for')]);
    await expect(rig.ask()).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(rig.requests).toHaveLength(1);
  },
);

test.each(each.flatMap(([wire]) => [true, false].map((hollow) => [wire, hollow] as const)))(
  '%s: an error is the first event of the stream (after an empty one: %s), and is judged as if it were the status',
  async (wire, hollow) => {
    const first = (error: 'rate_limited' | 'server' | 'auth'): Scene => [
      ...(hollow ? ['hollow' as const] : []),
      { error },
    ];
    await using rig = await startWireRig(wire, [first('rate_limited'), first('server'), answer('ok'), first('auth')]);
    expect(await rig.ask()).toEqual(OK);
    await expect(rig.ask()).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringMatching(/^x\/m did not accept the key/),
    });
    expect(rig.requests).toHaveLength(4);
  },
);

test.each(each)('%s: no credit is not waited for, whatever status it comes with', async (wire) => {
  const error = { message: 'Your credit balance is too low to access the API.', type: 'invalid_request_error' };
  const status = wire === 'anthropic' ? 400 : 429;
  const code = wire === 'anthropic' ? null : 'insufficient_quota';
  const body = JSON.stringify({ type: 'error', error: { ...error, code } });
  await using rig = await startWireRig(wire, [[{ respond: { status, body } }]]);
  await expect(rig.ask()).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: `x/m has no credit left on this account (HTTP ${status})`,
  });
});

test.each(each)('%s: Retry-After is honoured, in milliseconds before seconds', async (wire) => {
  const headers = { 'retry-after-ms': '1500', 'retry-after': '2' };
  await using rig = await startWireRig(wire, [[{ refuse: 'rate_limited', headers }], answer('ok')]);
  expect(await rig.ask()).toEqual(OK);
  expect(rig.clock.waits).toEqual([1_500]);
});

test.each(each)('%s: a pause because of a limit is told before it begins, and any other is not', async (wire) => {
  const headers = { 'retry-after': '2' };
  const scenes: Scene[] = [[{ refuse: 'server' }], [{ refuse: 'rate_limited', headers }], answer('ok')];
  await using rig = await startWireRig(wire, scenes);
  const told: unknown[] = [];
  const waiting = (wait: ModelWait) => Promise.resolve(void told.push({ ...wait, waitedBefore: [...rig.clock.waits] }));
  expect(await rig.ask({ waiting })).toEqual(OK);
  const reason = expect.stringMatching(/^is refusing more requests for now/);
  expect(told).toEqual([{ reason, waitMs: 2_000, waitedBefore: [375] }]);
  expect(rig.clock.waits).toEqual([375, 2_000]);
});

test.each(each)('%s: an abort ends the HTTP request, throws its reason and is not tried again', async (wire) => {
  await using rig = await startWireRig(wire, [[{ text: 'half' }, 'hang']]);
  const abort = new AbortController();
  const stop = new Error('stop');
  const iterator = rig.call({}, abort.signal)[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  abort.abort(stop);
  await expect(next).rejects.toBe(stop);
  await rig.requests[0]?.closed;
  expect(rig.requests).toHaveLength(1);
});

test.each(each)(
  '%s: the key is sent as the format has it, and what a provider quotes of it is not shown',
  async (wire) => {
    await using rig = await startWireRig(wire, [[{ refuse: 'bad_request', message: `bad ${KEY}` }]]);
    const error: unknown = await rig.ask().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: 'x/m refused the request (HTTP 400): bad [redacted]' });
    expect(rig.requests[0]?.headers).toMatchObject(
      wire === 'anthropic'
        ? { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' }
        : { authorization: `Bearer ${KEY}` },
    );
    if (wire === 'anthropic') expect(rig.requests[0]?.headers).not.toHaveProperty('authorization');
  },
);

test.each(each)('%s: the cost is what the facts say it is, and unknown when they do not', async (wire) => {
  await using rig = await startWireRig(wire, [answer('ok')], { facts: { price: { input: 2, output: 8 } } });
  const finish = (await rig.ask()).at(-1);
  expect(finish).toMatchObject({ usage: { ...USAGE, costUsd: (10 * 2 + 5 * 8) / 1_000_000 } });
  await using free = await startWireRig(wire, [answer('ok')]);
  expect(await free.ask()).toEqual(OK);
});

test.each(each)('%s: test asks for one word and measures; a refusal is thrown as in any call', async (wire) => {
  await using rig = await startWireRig(wire, [[{ text: 'O' }, { text: 'K' }, { end: 'stop' }], [{ refuse: 'auth' }]]);
  const { signal } = new AbortController();
  expect(await rig.provider.test('m', signal)).toEqual({ text: 'OK', usage: USAGE, firstTokenMs: 0, durationMs: 0 });
  const name = wire === 'anthropic' ? 'anthropic' : 'openai';
  await expect(rig.provider.test('m', signal)).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: `${name}/m did not accept the key (HTTP 401)`,
  });
});

test.each(each)('%s: a provider lists its models, or says why not', async (wire) => {
  const { signal } = new AbortController();
  await using rig = await startWireRig(wire, [], { models: ['m-1', 'm-2'] });
  expect(await rig.provider.listModels(signal)).toEqual(['m-1', 'm-2']);
  await expect(rig.provider.listModels(AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  await using none = await startWireRig(wire, []);
  await expect(none.provider.listModels(signal)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  const gone = await startWireRig(wire, []);
  await gone.close();
  await expect(gone.provider.listModels(signal)).rejects.toMatchObject({
    message: expect.stringMatching(/ could not be reached \(ECONNREFUSED\)$/),
  });
});

test.each(each)('%s: a server that takes its time to list its models is not waited for', async (wire) => {
  await using silent = await startSilentServer();
  await using rig = await startWireRig(wire, [], { baseUrl: silent.baseUrl });
  const list = rig.provider.listModels(new AbortController().signal);
  await silent.asked;
  await rig.clock.runOut();
  await expect(list).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: expect.stringMatching(/ did not answer within 10 s$/),
  });
});

/** Takes requests and answers none. */
async function startSilentServer() {
  const asked = Promise.withResolvers<void>();
  const server = createServer(() => asked.resolve());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    asked: asked.promise,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
