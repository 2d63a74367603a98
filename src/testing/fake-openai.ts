/**
 * An OpenAI-compatible Chat Completions server for tests and benchmarks: the real wire format over real sockets, with a
 * script that decides what each request gets, including everything that real servers do wrong. Listens on 127.0.0.1 only.
 */
import {
  type FakeServer,
  type FakeServerOptions,
  type FakeWriter,
  type FakeRequest as GenericRequest,
  startFakeServer,
} from './fake-http.ts';
import type { FakeFailure, Voice } from './fake-voice.ts';

/** `body` is only as typed as a test needs it. */
export type FakeRequest = GenericRequest<{
  model?: string;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  messages?: FakeMessage[];
  tools?: { type: string; function: { name: string; description?: string; parameters?: unknown } }[];
}>;
export type FakeMessage = {
  role: string;
  content: string | null;
  reasoning_content?: string;
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
};

/** Answers one request. A script that returns ends the response as it stands: no `[DONE]` unless it called `done()`. */
export type FakeScript = (reply: FakeReply, request: FakeRequest, index: number) => void | Promise<void>;

export type FakeReply = Omit<FakeWriter, 'push'> & {
  text(delta: string): void;
  /** `field` is what the server calls it: llama.cpp and DeepSeek say `reasoning_content`, Ollama and vLLM `reasoning`. */
  reasoning(delta: string, field?: 'reasoning_content' | 'reasoning'): void;
  /** A piece of a tool call: the first one of an index carries `id` and `name`, the others only `args`. */
  toolCall(index: number, piece: { id?: string; name?: string; args?: string }): void;
  finish(reason: string): void;
  usage(promptTokens: number, completionTokens: number): void;
  done(): void;
  /** Text, then `stop`, usage and `[DONE]`: a whole plain answer. */
  answer(text: string): void;
  /** Any JSON as one event. */
  event(json: unknown): void;
};

export type FakeOpenAi = FakeServer<FakeRequest['body']>;

/** One event of the stream on the wire. */
export function sseEvent(json: unknown): string {
  return `data: ${JSON.stringify(json)}\n\n`;
}

function chunk(model: string, delta: Record<string, unknown>, finishReason: string | null = null) {
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: 1_767_225_600,
    model,
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
}

export function startFakeOpenAi(options: FakeServerOptions & { script: FakeScript }): Promise<FakeOpenAi> {
  return startFakeServer('/chat/completions', options, (writer, request, index) =>
    options.script(createReply(writer, request.body.model ?? 'fake'), request, index),
  );
}

function createReply(writer: FakeWriter, model: string): FakeReply {
  const { push } = writer;
  const reply: FakeReply = {
    text: (delta) => push(sseEvent(chunk(model, { content: delta }))),
    reasoning: (delta, field = 'reasoning_content') => push(sseEvent(chunk(model, { [field]: delta }))),
    toolCall: (index, piece) =>
      push(
        sseEvent(
          chunk(model, {
            tool_calls: [
              {
                index,
                ...(piece.id === undefined ? {} : { id: piece.id, type: 'function' }),
                function: {
                  ...(piece.name === undefined ? {} : { name: piece.name }),
                  ...(piece.args === undefined ? {} : { arguments: piece.args }),
                },
              },
            ],
          }),
        ),
      ),
    finish: (reason) => push(sseEvent(chunk(model, {}, reason))),
    usage: (promptTokens, completionTokens) =>
      push(
        sseEvent({
          ...chunk(model, {}),
          choices: [],
          usage: {
            prompt_tokens: promptTokens,
            completion_tokens: completionTokens,
            total_tokens: promptTokens + completionTokens,
          },
        }),
      ),
    done: () => push('data: [DONE]\n\n'),
    answer(text) {
      reply.text(text);
      reply.finish('stop');
      reply.usage(10, 5);
      reply.done();
    },
    event: (json) => push(sseEvent(json)),
    raw: writer.raw,
    respond: writer.respond,
    contentType: writer.contentType,
    flush: writer.flush,
    reset: writer.reset,
    get gone() {
      return writer.gone;
    },
  };
  return reply;
}

const HTTP: Readonly<Record<FakeFailure, { status: number; type: string; code: string | null }>> = {
  rate_limited: { status: 429, type: 'requests', code: 'rate_limit_exceeded' },
  server: { status: 500, type: 'server_error', code: null },
  auth: { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
  not_found: { status: 404, type: 'invalid_request_error', code: 'model_not_found' },
  bad_request: { status: 400, type: 'invalid_request_error', code: null },
};

/** OpenAI's HTTP errors, which other servers copy. */
export function refuseAsOpenAi(writer: Pick<FakeWriter, 'respond'>, ...[kind, message, headers]: Refusal): void {
  const { status, type, code } = HTTP[kind];
  writer.respond(status, JSON.stringify({ error: { message, type, param: null, code } }), headers);
}
type Refusal = Parameters<Voice['refuse']>;

const FINISH_REASONS = { stop: 'stop', tool_calls: 'tool_calls', length: 'length', content_filter: 'content_filter' };

/** What scenes say, in Chat Completions. */
export function chatVoice(reply: FakeReply): Voice {
  let calls = 0;
  return {
    ...reply,
    get gone() {
      return reply.gone;
    },
    reasoning: (delta) => reply.reasoning(delta),
    toolCall({ id, name, pieces }) {
      const index = calls;
      calls += 1;
      reply.toolCall(index, { id, name, args: '' });
      for (const args of pieces) reply.toolCall(index, { args });
    },
    end(reason, { inputTokens, outputTokens }) {
      reply.finish(FINISH_REASONS[reason]);
      reply.usage(inputTokens, outputTokens);
      reply.done();
    },
    error(kind, message) {
      // As vLLM and OpenRouter say it: the HTTP status that would have been.
      reply.event({ error: { message, type: HTTP[kind].type, param: null, code: HTTP[kind].status } });
    },
    refuse: (...refusal) => refuseAsOpenAi(reply, ...refusal),
    hollow: () => reply.event(chunk('fake', { role: 'assistant', content: '' })),
    keepAlive: () => reply.raw(': keep-alive\n\n'),
  };
}
