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

  for await (const part of readParts(attempt, signal)) {
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

/** Parts of the AI SDK, with the silence timer running whenever the provider is waited for, and only then. */
async function* readParts(attempt: Attempt, signal: AbortSignal): AsyncGenerator<LanguageModelV4StreamPart> {
  const http = new AbortController();
  const end = () => http.abort(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  const { timeoutMs } = attempt.request;
  let silent = false;

  const wait = async <T>(promise: PromiseLike<T>): Promise<T> => {
    const cancel = attempt.clock.after(timeoutMs, () => {
      silent = true;
      http.abort();
    });
    try {
      return await promise;
    } catch (error) {
      signal.throwIfAborted();
      throw new AttemptFailed(error, silent ? { silentMs: timeoutMs } : {});
    } finally {
      cancel();
    }
  };

  try {
    signal.throwIfAborted();
    const { stream, response } = await wait(attempt.open(attempt.body, http.signal));
    const webPage = response?.headers?.['content-type']?.includes('html') ?? false;
    const reader = stream.getReader();
    for (;;) {
      const next = await wait(reader.read());
      if (next.done) return;
      if (next.value.type === 'error') throw new AttemptFailed(next.value.error, { webPage });
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', end);
    // Ends the request when the caller leaves early; nothing happens when it is over.
    http.abort();
  }
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
