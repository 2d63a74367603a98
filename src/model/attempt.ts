/** One HTTP request to a Chat Completions server, from its first byte to its last. Retrying is openai-compatible.ts. */
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Clock } from '../domain/ports.ts';
import type { ModelPart, ModelRequest } from '../domain/run/model-port.ts';
import type { Usage } from '../protocol/entities.ts';
import type { OpenStream } from './chat-stream.ts';
import { countRequestTokens, countTextTokens } from './tokens.ts';
import { readToolCall } from './tool-call.ts';
import { createWholeCharacters } from './whole-characters.ts';

export type Attempt = {
  clock: Pick<Clock, 'after'>;
  open: OpenStream;
  request: ModelRequest;
  /** The JSON text to send. */
  body: string;
  /** Wire name → tool name. */
  toolNames: ReadonlyMap<string, string>;
};

/** Failed on the provider's side. `cause` is what the AI SDK threw, `seen` what it does not know. */
export class AttemptFailed extends Error {
  readonly seen: { silentMs?: number; webPage?: boolean };

  constructor(cause: unknown, seen: AttemptFailed['seen'] = {}) {
    super('the attempt failed', { cause });
    this.name = 'AttemptFailed';
    this.seen = seen;
  }
}

type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/**
 * Tool calls come out together at the end: their arguments are whole only then, and a stream that breaks before its end must
 * not have asked for anything.
 * @throws AttemptFailed; the signal's reason when the caller aborted
 */
export async function* runAttempt(attempt: Attempt, signal: AbortSignal): AsyncGenerator<ModelPart> {
  const text = createWholeCharacters();
  const reasoning = createWholeCharacters();
  const toolCalls: { toolName: string; input: string }[] = [];
  let output = '';
  let finish: FinishPart | undefined;

  const parts = openParts(attempt, signal);
  try {
    for (;;) {
      const { done, value: part } = await parts.next();
      if (done) break;
      switch (part.type) {
        case 'text-delta': {
          const delta = text.push(part.delta);
          output += delta;
          if (delta !== '') yield { type: 'text', delta };
          break;
        }
        case 'reasoning-delta': {
          const delta = reasoning.push(part.delta);
          output += delta;
          if (delta !== '') yield { type: 'reasoning', delta };
          break;
        }
        case 'tool-call':
          toolCalls.push(part);
          break;
        case 'finish':
          finish = part;
          break;
        default:
          // Starts and ends of blocks, pieces of arguments, metadata: signs of life, nothing that a run needs.
          break;
      }
    }
  } finally {
    parts.end();
  }
  if (!finish) throw new AttemptFailed(undefined);

  const rests = [
    { type: 'reasoning', delta: reasoning.end() },
    { type: 'text', delta: text.end() },
  ] as const;
  for (const rest of rests) if (rest.delta !== '') yield rest;
  for (const call of toolCalls) {
    output += call.toolName + call.input;
    yield readToolCall(call, attempt.toolNames);
  }
  yield {
    type: 'finish',
    usage: await readUsage(finish, attempt.request, output),
    reason: finishReason(finish, toolCalls.length > 0),
  };
}

type Parts = {
  /** @throws AttemptFailed; the signal's reason when the caller aborted */
  next(): Promise<ReadableStreamReadResult<LanguageModelV4StreamPart>>;
  /** Ends the HTTP request if it still runs. */
  end(): void;
};

/**
 * Parts of the AI SDK, with the silence timer running whenever the provider is waited for, and only then. Not a generator:
 * thousands of parts come through here in one answer, and each layer of them costs.
 */
function openParts({ open, body, clock, request }: Attempt, signal: AbortSignal): Parts {
  const http = new AbortController();
  const abort = () => http.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  let silent = false;
  const fallSilent = () => {
    silent = true;
    http.abort();
  };
  const wait = <T>(promise: PromiseLike<T>): Promise<T> => {
    const cancel = clock.after(request.timeoutMs, fallSilent);
    return Promise.resolve(promise).then(
      (value) => {
        cancel();
        return value;
      },
      (error: unknown) => {
        cancel();
        signal.throwIfAborted();
        throw new AttemptFailed(error, silent ? { silentMs: request.timeoutMs } : {});
      },
    );
  };

  let reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart> | undefined;
  let webPage = false;
  return {
    async next() {
      if (!reader) {
        const { stream, response } = await wait(open(body, http.signal));
        webPage = response?.headers?.['content-type']?.includes('html') ?? false;
        reader = stream.getReader();
      }
      const read = await wait(reader.read());
      if (!read.done && read.value.type === 'error') throw new AttemptFailed(read.value.error, { webPage });
      return read;
    },
    end() {
      signal.removeEventListener('abort', abort);
      http.abort();
    },
  };
}

function finishReason(finish: FinishPart, hasToolCalls: boolean): Extract<ModelPart, { type: 'finish' }>['reason'] {
  switch (finish.finishReason.unified) {
    case 'stop':
      // Ollama says `stop` after tool calls.
      return hasToolCalls ? 'tool_calls' : 'stop';
    case 'tool-calls':
      return hasToolCalls ? 'tool_calls' : 'other';
    case 'length':
      return 'length';
    case 'content-filter':
      return 'content_filter';
    default:
      return hasToolCalls ? 'tool_calls' : 'other';
  }
}

/** The provider's count, or our estimate of what it left out. Some servers send zeros when they do not count. */
async function readUsage(finish: FinishPart, request: ModelRequest, output: string): Promise<Usage> {
  const input = count(finish.usage.inputTokens.total);
  const produced = count(finish.usage.outputTokens.total);
  return {
    inputTokens: input || (await countRequestTokens(request.messages, request.tools)),
    outputTokens: produced || (output === '' ? 0 : await countTextTokens(output)),
  };
}

function count(tokens: number | undefined): number {
  return tokens !== undefined && tokens > 0 ? Math.round(tokens) : 0;
}
