import { createServer, type RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { startFakeOpenAi } from '../testing/fake-openai.ts';
import { FREE } from './facts.ts';
import { createModels, type ModelsOptions } from './models.ts';
import { collect, requestOf, userSays } from './provider-fixture.ts';

const signal = new AbortController().signal;
const request = (model: string) => ({ ...requestOf(userSays('help')), model });
/** Deadlines never pass here; what a provider waits between its attempts, or its words, costs no time. */
const LOCAL_DEADLINE_MS = 300;
const LONGEST_PAUSE_MS = 2_000;
function createStillClock() {
  const clock = {
    nowMs: 0,
    now: () => clock.nowMs,
    after: (delayMs: number, fn: () => void) => {
      const pauses = delayMs !== LOCAL_DEADLINE_MS && delayMs <= LONGEST_PAUSE_MS;
      const immediate = pauses ? setImmediate(fn) : undefined;
      return () => clearImmediate(immediate);
    },
  };
  return clock;
}

const create = (options: Partial<ModelsOptions> = {}) =>
  createModels({ clock: createStillClock(), random: () => 0.5, providers: {}, ...options });

/** A server that answers `GET /v1/models`, and keeps what it was asked with. */
async function startList(answer: RequestListener) {
  const authorizations: unknown[] = [];
  const server = createServer((asked, response) => {
    authorizations.push(asked.headers.authorization ?? asked.headers['x-api-key']);
    answer(asked, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { baseUrl, authorizations, stop, [Symbol.asyncDispose]: stop };
}
const lists =
  (...ids: string[]): RequestListener =>
  (_request, response) =>
    void response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ object: 'list', data: ids.map((id) => ({ id, object: 'model' })) }));

test.each(['openai/gpt-5', 'anthropic/claude', 'ollama/qwen3', 'nonsense', '/x', ''])(
  'without such a provider “%s” is MODEL_UNAVAILABLE, naming what there is',
  async (model) => {
    const models = create();
    const refused = {
      code: 'MODEL_UNAVAILABLE',
      message: `no provider is configured for ${model}: this gateway has demo`,
    };
    expect(models.describe(model)).toBeUndefined();
    await expect(collect(models.stream(request(model), signal))).rejects.toMatchObject(refused);
    await expect(models.test(model, signal)).rejects.toMatchObject(refused);
  },
);

test('the demo is always there, and only as demo/scripted', async () => {
  const models = create();
  expect(models.defaultModel).toBe('demo/scripted');
  expect(models.describe('demo/scripted')).toMatchObject({ contextWindow: 32_000, price: FREE });
  expect(models.describe('demo/other')).toBeUndefined();
  expect((await collect(models.stream(request('demo/scripted'), signal))).at(-1)).toMatchObject({ type: 'finish' });
});

test('openai/<model> goes to the configured address; the model keeps its own slashes', async () => {
  await using fake = await startFakeOpenAi({ script: (reply) => reply.answer('ok') });
  const models = create({ providers: { openai: { baseUrl: fake.baseUrl, apiKey: 'k' } } });
  expect(models.describe('openai/gpt-5')).toMatchObject({ contextWindow: 400_000, price: { input: 1.25 } });
  expect(models.describe('openai/meta-llama/Llama-4')).toMatchObject({ contextWindow: 128_000, price: FREE });
  await collect(models.stream(request('openai/meta-llama/Llama-4'), signal));
  expect(fake.requests[0]).toMatchObject({
    body: { model: 'meta-llama/Llama-4' },
    headers: { authorization: 'Bearer k' },
  });
});

test('nobody knows the price of an unknown model at an address elsewhere', () => {
  const models = create({ providers: { openai: { baseUrl: 'https://models.example/v1' } } });
  expect(models.describe('openai/llama-4')?.price).toBeUndefined();
});

describe('the default model', () => {
  const at = (baseUrl: string) => [{ name: 'ollama', baseUrl }];

  test('is the chosen one, else Anthropic’s with a key, else OpenAI’s with a key', () => {
    const anthropic = { apiKey: 'a' };
    const openai = { apiKey: 'o' };
    const defaultOf = (options: Partial<ModelsOptions>) => create(options).defaultModel;
    expect(defaultOf({ model: 'x/y', providers: { anthropic, openai } })).toBe('x/y');
    expect(defaultOf({ providers: { anthropic, openai } })).toBe('anthropic/claude-sonnet-5-5');
    expect(defaultOf({ providers: { openai } })).toBe('openai/gpt-5-mini');
    expect(defaultOf({ providers: { openai: { baseUrl: 'http://127.0.0.1:9/v1' } } })).toBe('demo/scripted');
  });

  test('is known to the facts, with its price', () => {
    const models = create({ providers: { anthropic: { apiKey: 'a' }, openai: { apiKey: 'o' } } });
    for (const model of ['anthropic/claude-sonnet-5-5', 'openai/gpt-5-mini'])
      expect(models.describe(model)?.price).toBeDefined();
  });

  test('changes to that of a local server once it was found, and a key still beats it', async () => {
    await using server = await startList(lists('qwen3:8b', 'llama4'));
    const models = create({ localServers: at(server.baseUrl) });
    expect([models.defaultModel, models.describe('ollama/qwen3:8b')]).toEqual(['demo/scripted', undefined]);
    await models.look();
    expect(models.defaultModel).toBe('ollama/qwen3:8b');
    expect(models.describe('ollama/qwen3:8b')?.price).toEqual(FREE);
    const keyed = create({ localServers: at(server.baseUrl), providers: { openai: { apiKey: 'o' } } });
    await keyed.look();
    expect(keyed.defaultModel).toBe('openai/gpt-5-mini');
    expect(server.authorizations).toEqual([undefined, undefined]);
  });
});

describe('the list', () => {
  test('says what is missing: a key, a server, a list', async () => {
    await using broken = await startList((_request, response) => void response.writeHead(401).end('{}'));
    const models = create({
      providers: { openai: { baseUrl: broken.baseUrl, apiKey: 'k' } },
      localServers: [{ name: 'ollama', baseUrl: 'http://127.0.0.1:9/v1' }],
    });
    expect(
      (await models.list()).map(({ name, status, reason, models: has }) => [name, status, reason, has.length]),
    ).toEqual([
      ['anthropic', 'no_key', 'ANTHROPIC_API_KEY is not set', 0],
      ['openai', 'unreachable', expect.stringContaining('openai'), 0],
      ['ollama', 'unreachable', 'no model server answers at 127.0.0.1:9', 0],
      ['demo', 'ready', undefined, 1],
    ]);
  });

  test('has the models of every provider with their facts', async () => {
    await using compatible = await startList(lists('gpt-5-mini', 'llama-4'));
    await using claude = await startList(lists('claude-opus-5-5'));
    await using ollama = await startList(lists('qwen3:8b'));
    const models = create({
      providers: {
        anthropic: { baseUrl: claude.baseUrl, apiKey: 'a' },
        openai: { baseUrl: compatible.baseUrl, apiKey: 'o' },
      },
      localServers: [{ name: 'ollama', baseUrl: ollama.baseUrl }],
    });
    const reports = await models.list();
    expect(reports.map(({ name, kind, status }) => [name, kind, status])).toEqual([
      ['anthropic', 'anthropic', 'ready'],
      ['openai', 'openai-compatible', 'ready'],
      ['ollama', 'openai-compatible', 'ready'],
      ['demo', 'demo', 'ready'],
    ]);
    expect(reports.flatMap((report) => report.models.map(({ model, facts }) => [model, facts.price?.input]))).toEqual([
      ['anthropic/claude-opus-5-5', 4],
      ['openai/gpt-5-mini', 0.25],
      ['openai/llama-4', 0],
      ['ollama/qwen3:8b', 0],
      ['demo/scripted', 0],
    ]);
    expect([claude.authorizations, compatible.authorizations, ollama.authorizations]).toEqual([
      ['a'],
      ['Bearer o'],
      [undefined],
    ]);
  });

  test('asks a provider that answered at most once a minute, and one that did not each time', async () => {
    let ok = false;
    await using server = await startList((asked, response) =>
      ok ? lists('a')(asked, response) : void response.writeHead(500).end(),
    );
    const models = create({ providers: { openai: { baseUrl: server.baseUrl } } });
    await models.list();
    ok = true;
    await models.list();
    await models.list();
    expect(server.authorizations).toHaveLength(2);
  });

  test('a local server that was stopped stays known, and its models are refused like any other’s', async () => {
    const clock = createStillClock();
    const server = await startList(lists('qwen3:8b'));
    const models = create({
      clock,
      localServers: [{ name: 'ollama', baseUrl: server.baseUrl }],
    });
    await models.look();
    await server.stop();
    clock.nowMs = 10_000;
    expect((await models.list())[2]).toMatchObject({ name: 'ollama', status: 'unreachable', models: [] });
    await expect(collect(models.stream(request('ollama/qwen3:8b'), signal))).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('ollama/qwen3:8b could not be reached'),
    });
  });
});
