import type { ModelPart, ModelRequest, Models } from '../domain/run/model-port.ts';

export type Script = (request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelPart>;

export const usage = { inputTokens: 10, outputTokens: 5 };
export const text = (delta: string): ModelPart => ({ type: 'text', delta });
export const toolCall = (toolName: string, args: Record<string, unknown>): ModelPart => ({
  type: 'tool_call',
  toolName,
  args,
});
export const finish: ModelPart = { type: 'finish', usage, reason: 'stop' };

const FACTS = { contextWindow: 1_000, maxOutputTokens: 1_000, tools: true, vision: false, price: undefined };

/** A model that does what the test says, call by call; after the last script it answers `done`. */
export function scriptedModels(...scripts: Script[]): Models & { readonly requests: ModelRequest[] } {
  const requests: ModelRequest[] = [];
  return {
    requests,
    defaultModel: 'test/scripted',
    describe: (model) => (model.startsWith('test/') ? FACTS : undefined),
    countTokens: () => Promise.resolve(10),
    list: () =>
      Promise.resolve([
        { name: 'test', kind: 'demo', status: 'ready', models: [{ model: 'test/scripted', facts: FACTS }] },
      ]),
    test: () => Promise.resolve({ text: 'OK', usage, firstTokenMs: 1, durationMs: 2 }),
    stream: (request, signal) => {
      requests.push({ ...request, messages: [...request.messages] });
      return (scripts[requests.length - 1] ?? answers(text('done'), finish))(request, signal);
    },
  };
}

/** A call that yields these parts. */
export function answers(...parts: ModelPart[]): Script {
  return async function* () {
    yield* parts;
  };
}

/** A call that yields these parts and then waits until it is aborted. */
export function hangs(...parts: ModelPart[]): Script {
  return async function* (_request, signal) {
    yield* parts;
    await new Promise((_resolve, reject) => {
      const fail = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      if (signal.aborted) fail();
      else signal.addEventListener('abort', fail, { once: true });
    });
  };
}
