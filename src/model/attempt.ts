/** One HTTP request to a provider, from its first byte to its last. Trying again is wire-provider.ts. */
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { Clock } from '../domain/ports.ts';
import type { ModelPart, ModelRequest } from '../domain/run/model-port.ts';
import type { Usage } from '../protocol/entities.ts';
import { createDeadlines, type Expiry } from './deadlines.ts';
import { countRequestTokens, countTextTokens } from './tokens.ts';
import { readToolCall } from './tool-call.ts';
import type { OpenStream, Sighting } from './transport.ts';
import { createWholeCharacters } from './whole-characters.ts';

/** Tokens as a provider bills them. `inputTokens` holds `cachedInputTokens` and `cacheWriteTokens` too. */
export type BilledUsage = Usage & { cachedInputTokens: number; cacheWriteTokens: number };

export type Attempt = {
  clock: Pick<Clock, 'now' | 'after'>;
  open: OpenStream;
  request: ModelRequest;
  /** The JSON text to send. */
  body: string;
  /** Wire name → tool name. */
  toolNames: ReadonlyMap<string, string>;
  /** US dollars for what was used, or undefined when nobody knows the price. */
  costOf: (usage: BilledUsage) => number | undefined;
};

/** Failed on the provider's side. `cause` is what the AI SDK threw, `seen` what it does not know. */
export class AttemptFailed extends Error {
  readonly seen: { expired?: Expiry; contentType?: string; opening?: string };

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
          // Starts and ends of blocks, pieces of arguments, metadata: nothing that a run needs.
          break;
      }
    }
    // The SDK's words for a stream that ended without saying so.
    if (!finish || finish.finishReason.unified === 'interrupted' || finish.finishReason.unified === 'error') {
      throw parts.failed(undefined);
    }
  } finally {
    parts.end();
  }

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
    usage: await readUsage(finish, attempt, output),
    reason: finishReason(finish, toolCalls.length > 0),
  };
}

type Parts = {
  /** @throws AttemptFailed; the signal's reason when the caller aborted */
  next(): Promise<ReadableStreamReadResult<LanguageModelV4StreamPart>>;
  /** What to throw for `cause`, with what was seen of the answer. */
  failed(cause: unknown): unknown;
  /** Ends the HTTP request if it still runs. */
  end(): void;
};

/**
 * Parts of the AI SDK under the two deadlines. Not a generator: thousands of parts come through here in one answer, and each
 * layer of them costs.
 */
function openParts({ open, body, clock, request }: Attempt, signal: AbortSignal): Parts {
  const http = new AbortController();
  const abort = () => http.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  let expired: Expiry | undefined;
  const deadlines = createDeadlines({ clock, ...request }, (expiry) => {
    expired = expiry;
    http.abort();
  });
  const sighting: Sighting = { alive: deadlines.alive, contentType: '', opening: '' };
  const failed = (cause: unknown) => {
    if (signal.aborted) return signal.reason as unknown;
    const { contentType, opening } = sighting;
    return new AttemptFailed(cause, { contentType, opening, ...(expired ? { expired } : {}) });
  };

  let reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart> | undefined;
  return {
    failed,
    async next() {
      deadlines.wait();
      let read: ReadableStreamReadResult<LanguageModelV4StreamPart>;
      try {
        reader ??= (await open(body, { signal: http.signal, sighting })).stream.getReader();
        read = await reader.read();
      } catch (error) {
        throw failed(error);
      }
      deadlines.rest();
      if (read.done) return read;
      if (read.value.type === 'error') throw failed(read.value.error);
      if (isToken(read.value)) deadlines.spoke();
      return read;
    },
    end() {
      signal.removeEventListener('abort', abort);
      deadlines.end();
      http.abort();
    },
  };
}

/** Something that the model said. Empty pieces, as the first chunk with only a role in it makes them, are not. */
function isToken(part: LanguageModelV4StreamPart): boolean {
  switch (part.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-input-delta':
      return part.delta !== '';
    case 'tool-input-start':
    case 'tool-call':
      return true;
    default:
      return false;
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
async function readUsage(finish: FinishPart, { request, costOf }: Attempt, output: string): Promise<Usage> {
  const { inputTokens: input, outputTokens: produced } = finish.usage;
  const usage: Usage = {
    inputTokens: count(input.total) || (await countRequestTokens(request.messages, request.tools)),
    outputTokens: count(produced.total) || (output === '' ? 0 : await countTextTokens(output)),
  };
  const cached = { cachedInputTokens: count(input.cacheRead), cacheWriteTokens: count(input.cacheWrite) };
  const costUsd = costOf({ ...usage, ...cached });
  return costUsd === undefined ? usage : { ...usage, costUsd };
}

function count(tokens: number | undefined): number {
  return tokens !== undefined && tokens > 0 ? Math.round(tokens) : 0;
}
