import { describe, expect, test } from 'vitest';
import { ERROR_CODES, ProtocolError } from '../../protocol/errors.ts';
import { answers, finish, hangs, type Script, text } from '../../testing/scripted-models.ts';
import { candidatesOf, fallsBack, streamWithFallback } from './fallback.ts';
import type { ModelPart } from './model-port.ts';

const down = (message: string) => new ProtocolError('MODEL_UNAVAILABLE', message);
const fails = (error: Error, ...before: ModelPart[]): Script =>
  async function* () {
    yield* before;
    throw error;
  };

/** Asks the models in order; what came out, who was asked, and what the hooks were told. */
async function ask(
  scripts: Record<string, Script | undefined>,
  { signal = new AbortController().signal, refuse }: { signal?: AbortSignal; refuse?: string } = {},
) {
  const asked: string[] = [];
  const told: unknown[] = [];
  const parts: ModelPart[] = [];
  let error: unknown;
  try {
    const stream = streamWithFallback(
      { stream: (request, abort) => (scripts[request.model] ?? answers())(request, abort) },
      {
        candidates: () =>
          Promise.resolve(
            Object.entries(scripts).map(([model, script]) => (script ? { model } : { model, skip: 'is not allowed' })),
          ),
        request: (model) => {
          if (model === refuse) return Promise.reject(new ProtocolError('BUDGET_EXCEEDED'));
          asked.push(model);
          return Promise.resolve({ model, messages: [], tools: [], timeoutMs: 1, silenceMs: 1 });
        },
        fellBack: (change) => Promise.resolve(void told.push(change)),
        failed: (model, said) => Promise.resolve(void told.push({ failed: model, said })),
      },
      signal,
    );
    for await (const part of stream) parts.push(part);
  } catch (caught) {
    error = caught;
  }
  return { asked, told, parts, error };
}

describe('which failures are answered by another model', () => {
  test.each(ERROR_CODES.filter((code) => code !== 'MODEL_UNAVAILABLE'))('not %s', async (code) => {
    const error = new ProtocolError(code);
    expect(fallsBack(error)).toBe(false);
    expect(await ask({ 'a/1': fails(error), 'b/2': answers(text('hi'), finish) })).toMatchObject({
      asked: ['a/1'],
      told: [],
      error,
    });
  });

  test('not a bug of ours', async () => {
    const error = new Error('a bug');
    expect(await ask({ 'a/1': fails(error), 'b/2': answers(text('hi'), finish) })).toMatchObject({
      asked: ['a/1'],
      error,
    });
  });

  test('not an abort, however the model tells of it', async () => {
    const abort = new AbortController();
    const reason = new Error('stopped');
    const aborting: Script = async function* () {
      yield text('half');
      abort.abort(reason);
      throw down('the connection was closed');
    };
    const result = await ask({ 'a/1': aborting, 'b/2': hangs() }, { signal: abort.signal });
    expect(result).toMatchObject({ asked: ['a/1'], told: [], error: reason });
  });

  test('but MODEL_UNAVAILABLE', () => {
    expect(fallsBack(down('gone'))).toBe(true);
  });
});

test('a model that cannot be paid for is not asked, nor the ones behind it', async () => {
  const result = await ask(
    { 'a/1': fails(down('a/1 is down')), 'b/2': answers(finish), 'c/3': answers(finish) },
    { refuse: 'b/2' },
  );
  expect(result).toMatchObject({ asked: ['a/1'], error: { code: 'BUDGET_EXCEEDED' } });
});

test('the text of a model that failed is voided before the next one says anything', async () => {
  const result = await ask({
    'a/1': fails(down('a/1 broke off its answer'), text('half an ans')),
    'b/2': answers(text('whole'), finish),
  });
  expect(result.parts).toEqual([
    text('half an ans'),
    { type: 'restart', reason: 'a/1 broke off its answer' },
    text('whole'),
    finish,
  ]);
  expect(result.told).toEqual([
    { failed: 'a/1', said: 'half an ans' },
    { from: 'a/1', to: 'b/2', reason: 'a/1 broke off its answer' },
  ]);
});

test('what a provider has voided itself is not voided twice', async () => {
  const restart = { type: 'restart', reason: 'again' } as const;
  const result = await ask({ 'a/1': fails(down('a/1 is down'), text('x'), restart), 'b/2': answers(finish) });
  expect(result.parts).toEqual([text('x'), restart, finish]);
});

test('the next one that may be asked is; one that may not is passed over without a word', async () => {
  const result = await ask({ 'a/1': fails(down('a/1 is down')), 'b/2': undefined, 'c/3': answers(text('hi'), finish) });
  expect(result.asked).toEqual(['a/1', 'c/3']);
  expect(result.told.at(-1)).toEqual({ from: 'a/1', to: 'c/3', reason: 'a/1 is down' });
});

test('when none answers, each is named with its reason, and the text of the last one stays', async () => {
  const result = await ask({
    'a/1': fails(new ProtocolError('MODEL_UNAVAILABLE', 'a/1 is busy', { retryAfterMs: 90_000 })),
    'b/2': undefined,
    'c/3': fails(down('c/3 broke off its answer'), text('half')),
  });
  expect(result.parts).toEqual([text('half')]);
  expect(result.error).toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: 'None of 3 models answered: a/1 is busy; b/2 is not allowed; c/3 broke off its answer.',
    details: {
      models: [
        { model: 'a/1', reason: 'a/1 is busy' },
        { model: 'b/2', reason: 'is not allowed' },
        { model: 'c/3', reason: 'c/3 broke off its answer' },
      ],
    },
  });
});

test('one model alone fails with its own words', async () => {
  const { error } = await ask({
    'a/1': fails(new ProtocolError('MODEL_UNAVAILABLE', 'a/1 is busy', { retryAfterMs: 9 })),
  });
  expect(error).toMatchObject({ message: 'a/1 is busy', retryAfterMs: 9, details: { models: [{ model: 'a/1' }] } });
});

describe('who is asked', () => {
  const policy = (fallbacks: string[], allowed: string[] = []) => ({ fallbacks, allowed });
  const all = { failed: new Set<string>(), serves: () => true };

  test('the chosen model, then the fallbacks, each once', () => {
    expect(candidatesOf('a/1', policy(['b/2', 'a/1', 'b/2', 'c/3']), all)).toEqual([
      { model: 'a/1' },
      { model: 'b/2' },
      { model: 'c/3' },
    ]);
  });

  test('those that failed before in this run last', () => {
    const failed = new Set(['a/1', 'b/2']);
    expect(candidatesOf('a/1', policy(['b/2', 'c/3']), { ...all, failed }).map(({ model }) => model)).toEqual([
      'c/3',
      'a/1',
      'b/2',
    ]);
  });

  test('none that the policy does not allow, also when it was allowed as the run began', () => {
    expect(candidatesOf('a/1', policy(['b/2', 'c/3'], ['c/3']), all)).toEqual([
      { model: 'a/1', skip: 'is not allowed by the policy' },
      { model: 'b/2', skip: 'is not allowed by the policy' },
      { model: 'c/3' },
    ]);
  });

  test('a fallback that no provider serves is passed over; the chosen one says itself what is missing', () => {
    expect(candidatesOf('a/1', policy(['b/2']), { ...all, serves: () => false })).toEqual([
      { model: 'a/1' },
      { model: 'b/2', skip: 'is served by no configured provider' },
    ]);
  });
});
