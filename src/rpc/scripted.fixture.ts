/** A model and tools that do at once what the message says, so that a test decides what a run does and when it goes on. */
import type { ModelPart, ModelRequest, Models } from '../domain/run/model-port.ts';
import type { Tool, ToolRegistry } from '../domain/run/tool-port.ts';
import { ProtocolError } from '../protocol/errors.ts';

export const MODEL = 'test/scripted';
/** Asking for it meets a bug of ours, with a message that nobody outside may read. */
export const BUGGY_MODEL = 'test/buggy';
export const BUG = 'tripped over SECRET-IN-A-BUG in /etc/openfoal/secrets';
const FACTS = { contextWindow: 1_000, maxOutputTokens: 1_000, tools: true, vision: false, price: undefined };
const DONE: ModelPart = { type: 'finish', usage: { inputTokens: 10, outputTokens: 5 }, reason: 'stop' };

export type ScriptedModels = Models & {
  /** Lets every answer to `hold` go on, now and from now on. */
  release(): void;
  /** How many model calls were made. */
  readonly calls: number;
};

/**
 * Understands: `hold` (answers when released), `call <tool> <text>` (calls it, then answers), `pour <n> <chars>` (n pieces of text
 * of that size), `break` (a bug in the model). Anything else is echoed.
 */
export function scriptedModels(): ScriptedModels {
  let calls = 0;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    calls += 1;
    const last = request.messages.at(-1);
    if (last?.role === 'tool') {
      yield { type: 'text', delta: `the tool said: ${last.output}` };
      yield DONE;
      return;
    }
    const text = last?.role === 'user' ? last.text : '';
    const [word, first = '', ...rest] = text.split(' ');
    switch (word) {
      case 'hold':
        yield { type: 'text', delta: 'waiting' };
        await Promise.race([released, aborted(signal)]);
        break;
      case 'call':
        yield { type: 'reasoning', delta: 'a tool would help' };
        yield { type: 'text', delta: 'let me see' };
        yield { type: 'tool_call', toolName: first, args: { text: rest.join(' ') } };
        yield { ...DONE, reason: 'tool_calls' } as ModelPart;
        return;
      case 'pour':
        for (let n = 0; n < Number(first); n += 1) {
          signal.throwIfAborted();
          yield { type: 'text', delta: String(n % 10).repeat(Number(rest[0])) };
          await new Promise(setImmediate);
        }
        break;
      case 'break':
        throw new Error(BUG);
      default:
        yield { type: 'text', delta: text };
    }
    yield DONE;
  }
  return {
    defaultModel: MODEL,
    describe: (model) => {
      if (model === BUGGY_MODEL) throw new Error(BUG);
      return model === MODEL ? FACTS : undefined;
    },
    countTokens: () => Promise.resolve(10),
    list: () =>
      Promise.resolve([{ name: 'test', kind: 'demo', status: 'ready', models: [{ model: MODEL, facts: FACTS }] }]),
    test: (model) =>
      model === MODEL
        ? Promise.resolve({ text: 'OK', usage: { inputTokens: 10, outputTokens: 5 }, firstTokenMs: 1, durationMs: 2 })
        : Promise.reject(new ProtocolError('MODEL_UNAVAILABLE', `${model} is not here`)),
    stream,
    release,
    get calls() {
      return calls;
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** `file.read` (allowed by the first policy) and `bash.exec` (asks): both answer their text, with a piece of live output before. */
export function scriptedTools(): ToolRegistry & { readonly ran: string[] } {
  const ran: string[] = [];
  const tool = (name: string, effect: Tool['effect']): Tool => ({
    name,
    description: `a ${name} of a test`,
    risk: effect === 'read-only' ? 'low' : 'high',
    effect,
    params: { type: 'object' },
    parse: (args) => ({ ok: true, args: args as Record<string, unknown> }),
    subject: () => ({ effect }),
    prepare: (args, place) =>
      Promise.resolve({
        display: { kind: 'call', summary: String(args.text), cwd: place.folder, mode: place.mode },
        binding: {},
      }),
    run: (args, _binding, { onOutput }) => {
      const text = String(args.text);
      ran.push(text);
      onOutput({ stream: 'stdout', offset: 0, delta: text });
      return Promise.resolve({ status: 'success', output: text, exitCode: 0 });
    },
  });
  const tools = new Map(
    [tool('file.read', 'read-only'), tool('bash.exec', 'unknown')].map((each) => [each.name, each]),
  );
  return { get: (name) => tools.get(name), list: () => [...tools.values()], modes: ['local'], ran };
}
