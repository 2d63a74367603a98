/**
 * Any server that speaks OpenAI's Chat Completions: OpenAI, Ollama, llama.cpp, vLLM. The AI SDK's provider layer reads the
 * stream (one `doStream` for each attempt); what is sent, retries, silence and cancellation are ours, because they are what
 * the guarantees of a run rest on.
 */
import type { ModelPart, ModelRequest } from '../domain/run/model-port.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { type Attempt, AttemptFailed, runAttempt } from './attempt.ts';
import { createChatStream } from './chat-stream.ts';
import { contextWindowOf } from './context-windows.ts';
import { pause } from './pause.ts';
import type { ModelProvider, ProviderPorts } from './provider.ts';
import { judgeFailure, type ProviderFailure } from './provider-failure.ts';
import { tryModel } from './try-model.ts';
import { encodeRequest, toolNamesByWire } from './wire-request.ts';

const ATTEMPTS = 3;
const FIRST_DELAY_MS = 500;
/** A provider that asks for a longer wait is not waited for: the run says so instead of looking stuck. */
const LONGEST_WAIT_MS = 60_000;

export type OpenAiCompatibleOptions = ProviderPorts & {
  /** What stands before the slash of its models, for messages. Default `openai`. */
  name?: string;
  /** Up to and without `/chat/completions`. User and password in it become Basic authorization. */
  baseUrl: string;
  apiKey?: string;
};

export function createOpenAiCompatible(options: OpenAiCompatibleOptions): ModelProvider {
  const address = readAddress(options);
  const open = createChatStream(address);

  async function* stream(modelId: string, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    const attempt: Attempt = {
      clock: options.clock,
      open,
      request,
      body: encodeRequest(modelId, request),
      toolNames: toolNamesByWire(request.tools),
    };
    let said = false;
    let failure: ProviderFailure | undefined;
    for (let count = 1; count <= ATTEMPTS; count += 1) {
      if (failure) await pause(options.clock, waitMs(failure, count, options.random()), signal);
      let voids = said ? failure?.reason : undefined;
      try {
        for await (const part of runAttempt(attempt, signal)) {
          // Only now, with something to put in its place: if no attempt succeeds, the text that was streamed stays.
          if (voids !== undefined) yield { type: 'restart', reason: voids };
          voids = undefined;
          said = true;
          yield part;
        }
        return;
      } catch (error) {
        if (!(error instanceof AttemptFailed)) throw error;
        failure = judgeFailure(error.cause, { ...error.seen, secrets: address.secrets, nowMs: options.clock.now() });
        const last = count === ATTEMPTS || (failure.retryAfterMs ?? 0) > LONGEST_WAIT_MS;
        if (failure.kind !== 'retry' || last) throw refusal(request.model, failure, count);
      }
    }
  }

  return {
    describe: (modelId) => ({
      contextWindow: contextWindowOf(modelId),
      maxOutputTokens: 16_384,
      tools: true,
      vision: false,
      price: undefined,
    }),
    stream,
    test: (modelId, signal) =>
      tryModel(stream, { model: `${options.name ?? 'openai'}/${modelId}`, modelId, clock: options.clock }, signal),
    listModels: async () => {
      throw new ProtocolError('MODEL_UNAVAILABLE', 'this provider does not list its models');
    },
  };
}

/** Exponential, with the upper half random so that many sessions do not come back together; at least what was asked for. */
function waitMs(failure: ProviderFailure, attempt: number, random: number): number {
  const backoffMs = FIRST_DELAY_MS * 2 ** (attempt - 2) * (0.5 + random / 2);
  return Math.max(backoffMs, failure.retryAfterMs ?? 0);
}

/** Without the AI SDK's error as its cause: that holds the raw answer, and a cause is logged. */
function refusal(model: string, failure: ProviderFailure, attempts: number): ProtocolError {
  if (failure.kind === 'invalid') return new ProtocolError('INVALID_REQUEST', `${model} ${failure.reason}`);
  const tries = attempts > 1 ? `, after ${attempts} attempts` : '';
  const wait = failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs };
  return new ProtocolError('MODEL_UNAVAILABLE', `${model} ${failure.reason}${tries}`, wait);
}

/** fetch refuses an address with a password in it, so that goes into a header. */
function readAddress(options: { baseUrl: string; apiKey?: string }) {
  const url = new URL(options.baseUrl);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const basic = username === '' ? '' : Buffer.from(user).toString('base64');
  const authorization = options.apiKey ? `Bearer ${options.apiKey}` : basic === '' ? undefined : `Basic ${basic}`;
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return {
    baseUrl: url.toString(),
    headers,
    secrets: [options.apiKey ?? '', decodeURIComponent(password), basic],
  };
}
