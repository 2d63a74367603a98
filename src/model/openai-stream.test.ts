import { expect, test } from 'vitest';
import { collect, requestOf, startRig, userSays } from './provider-fixture.ts';

test('text arrives piece by piece while the server still writes, then usage and reason once at the end', async () => {
  const gate = Promise.withResolvers<void>();
  await using rig = await startRig(async (reply) => {
    reply.text('Hel');
    await gate.promise;
    reply.answer('lo');
  });
  const parts = rig.provider.stream('test', requestOf(userSays('hi')), new AbortController().signal);
  const iterator = parts[Symbol.asyncIterator]();
  expect(await iterator.next()).toEqual({ done: false, value: { type: 'text', delta: 'Hel' } });
  gate.resolve();
  expect(await collect({ [Symbol.asyncIterator]: () => iterator })).toEqual([
    { type: 'text', delta: 'lo' },
    { type: 'finish', usage: { inputTokens: 10, outputTokens: 5 }, reason: 'stop' },
  ]);
});

test.each(['reasoning_content', 'reasoning'] as const)('reasoning is read from %s', async (field) => {
  await using rig = await startRig((reply) => {
    reply.reasoning('hm', field);
    reply.reasoning('m', field);
    reply.answer('42');
  });
  expect((await rig.ask()).slice(0, 3)).toEqual([
    { type: 'reasoning', delta: 'hm' },
    { type: 'reasoning', delta: 'm' },
    { type: 'text', delta: '42' },
  ]);
});

test('several tool calls with arguments in interleaved pieces come out whole, under their own names', async () => {
  await using rig = await startRig((reply) => {
    reply.toolCall(0, { id: 'a', name: 'bash_exec', args: '' });
    reply.toolCall(1, { id: 'b', name: 'bash_exec', args: '{"comm' });
    reply.toolCall(0, { args: '{"command":"l' });
    reply.toolCall(1, { args: 'and":"pwd"}' });
    reply.toolCall(0, { args: 's"}' });
    reply.finish('tool_calls');
    reply.usage(10, 5);
    reply.done();
  });
  expect(await rig.ask()).toEqual([
    { type: 'tool_call', toolName: 'bash.exec', args: { command: 'ls' } },
    { type: 'tool_call', toolName: 'bash.exec', args: { command: 'pwd' } },
    { type: 'finish', usage: { inputTokens: 10, outputTokens: 5 }, reason: 'tool_calls' },
  ]);
});

test('a tool that the request did not offer keeps the name that the model gave it', async () => {
  await using rig = await startRig((reply) => {
    reply.toolCall(0, { id: 'a', name: 'make_coffee', args: '{}' });
    reply.finish('tool_calls');
    reply.done();
  });
  expect((await rig.ask())[0]).toEqual({ type: 'tool_call', toolName: 'make_coffee', args: {} });
});

test.each([
  ['{"command":', 'the arguments are not valid JSON'],
  ['["ls"]', 'the arguments are JSON, but not an object'],
  ['"ls"', 'the arguments are JSON, but not an object'],
  ['null', 'the arguments are JSON, but not an object'],
])('arguments %s are a part marked invalid, not an error', async (args, invalid) => {
  await using rig = await startRig((reply) => {
    reply.toolCall(0, { id: 'a', name: 'bash_exec', args });
    reply.finish('tool_calls');
    reply.done();
  });
  expect((await rig.ask())[0]).toEqual({ type: 'tool_call', toolName: 'bash.exec', args: {}, invalid });
});

test('no arguments at all are the empty object', async () => {
  await using rig = await startRig((reply) => {
    reply.toolCall(0, { id: 'a', name: 'bash_exec' });
    reply.finish('tool_calls');
    reply.done();
  });
  expect((await rig.ask())[0]).toEqual({ type: 'tool_call', toolName: 'bash.exec', args: {} });
});

test.each([
  ['stop', 'stop'],
  ['length', 'length'],
  ['content_filter', 'content_filter'],
  ['tool_calls', 'other'],
  ['eos', 'other'],
])('finish reason %s without tool calls is %s', async (wire, reason) => {
  await using rig = await startRig((reply) => {
    reply.text('x');
    reply.finish(wire);
    reply.usage(1, 1);
    reply.done();
  });
  expect((await rig.ask()).at(-1)).toEqual({ type: 'finish', usage: { inputTokens: 1, outputTokens: 1 }, reason });
});

test('tool calls that end with stop, as Ollama ends them, finish as tool_calls', async () => {
  await using rig = await startRig((reply) => {
    reply.toolCall(0, { id: 'a', name: 'bash_exec', args: '{}' });
    reply.finish('stop');
    reply.done();
  });
  expect((await rig.ask()).at(-1)).toMatchObject({ type: 'finish', reason: 'tool_calls' });
});

test.each([
  ['no usage', false],
  ['zeros for usage', true],
])('with %s the tokens are counted here', async (_name, zeros) => {
  await using rig = await startRig((reply) => {
    reply.text('hello world');
    reply.finish('stop');
    if (zeros) reply.usage(0, 0);
    reply.done();
  });
  const finish = (await rig.ask()).at(-1);
  expect(finish).toMatchObject({ type: 'finish', usage: { outputTokens: 2 } });
  // "hi" and the description of one tool.
  expect(finish?.type === 'finish' && finish.usage.inputTokens).toBeGreaterThan(10);
});

test('what is sent is a streaming Chat Completions request that asks for usage and carries the key', async () => {
  await using rig = await startRig((reply) => reply.answer('ok'), { apiKey: 'sk-test' });
  await rig.ask([{ role: 'system', text: 'Be brief.' }, ...userSays('hi')]);
  expect(rig.requests[0]).toMatchObject({
    url: '/v1/chat/completions',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
  });
  expect(rig.requests[0]?.body).toEqual({
    model: 'test',
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'hi' },
    ],
    tools: [
      {
        type: 'function',
        function: {
          name: 'bash_exec',
          description: 'Runs a command.',
          parameters: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
        },
      },
    ],
  });
});

test('user and password in the address become Basic authorization', async () => {
  await using rig = await startRig((reply) => reply.answer('ok'), {
    url: (baseUrl) => baseUrl.replace('//', '//me:p%40ss@'),
  });
  await rig.ask();
  expect(rig.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
});

test('without a key no authorization is sent, and a slash at the end of the address does no harm', async () => {
  await using rig = await startRig((reply) => reply.answer('ok'), { url: (baseUrl) => `${baseUrl}/` });
  await rig.ask();
  expect(rig.requests[0]).toMatchObject({ url: '/v1/chat/completions' });
  expect(rig.requests[0]?.headers).not.toHaveProperty('authorization');
});

test('concurrent calls keep their own requests and answers', async () => {
  await using rig = await startRig((reply, request) => reply.answer(`you said ${request.body.messages?.[0]?.content}`));
  const answers = await Promise.all(['one', 'two', 'three'].map((text) => rig.ask(userSays(text))));
  expect(answers.map((parts) => parts[0])).toEqual(
    ['one', 'two', 'three'].map((text) => ({ type: 'text', delta: `you said ${text}` })),
  );
});

const OK = [
  { type: 'text', delta: 'ok' },
  { type: 'finish', usage: { inputTokens: 10, outputTokens: 5 }, reason: 'stop' },
];

test('keep-alive comments, chunks without choices and line ends of every kind are taken in stride', async () => {
  const said = '{"choices":[{"index":0,"delta":{"content":"ok"},"finish_reason":null}]}';
  const end = '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}';
  await using rig = await startRig((reply) => {
    reply.raw(': OPENROUTER PROCESSING\r\n\r\n');
    reply.raw('data: {"choices":[],"prompt_filter_results":[]}\r\n\r\n');
    reply.raw(`event: message\r\nid: 7\r\ndata: ${said}\r\n\r\n:\n\n`);
    reply.raw(`data:${end}\n\n`);
    reply.usage(10, 5);
    reply.done();
  });
  expect(await rig.ask()).toEqual(OK);
});

test.each(['text/plain', 'application/json', 'application/octet-stream', 'text/html'])(
  'a stream that calls itself %s is read all the same',
  async (type) => {
    await using rig = await startRig((reply) => {
      reply.contentType(type);
      reply.answer('ok');
    });
    expect(await rig.ask()).toEqual(OK);
  },
);

test('an event cut anywhere, also inside a character, is put together again', async () => {
  const bytes = Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"盒😀"},"finish_reason":null}]}\n\n');
  await using rig = await startRig(async (reply) => {
    for (const byte of bytes) {
      reply.raw(Uint8Array.of(byte));
      await reply.flush();
    }
    reply.finish('stop');
    reply.done();
  });
  expect((await rig.ask())[0]).toEqual({ type: 'text', delta: '盒😀' });
});

test('a surrogate pair split over two chunks arrives in one delta, for text and for reasoning', async () => {
  const [high, low] = ['😀'.charAt(0), '😀'.charAt(1)];
  await using rig = await startRig((reply) => {
    reply.reasoning(`a${high}`);
    reply.reasoning(`${low}b`);
    reply.text(`c${high}`);
    reply.text(low);
    reply.answer(`d${high}`);
  });
  expect(await rig.ask()).toEqual([
    { type: 'reasoning', delta: 'a' },
    { type: 'reasoning', delta: '😀b' },
    { type: 'text', delta: 'c' },
    { type: 'text', delta: '😀' },
    { type: 'text', delta: 'd' },
    { type: 'text', delta: '\uFFFD' },
    { type: 'finish', usage: { inputTokens: 10, outputTokens: 5 }, reason: 'stop' },
  ]);
});
