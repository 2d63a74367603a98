/**
 * An OpenAI-compatible Chat Completions server for tests and benchmarks: the real wire format over real sockets, with a
 * script that decides what each request gets, including everything that real servers do wrong. Listens on 127.0.0.1 only.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a client sent. `body` is only as typed as a test needs it: the server refuses what is not a JSON object. */
export type FakeRequest = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: {
    model?: string;
    stream?: boolean;
    stream_options?: { include_usage?: boolean };
    messages?: FakeMessage[];
    tools?: { type: string; function: { name: string; description?: string; parameters?: unknown } }[];
  };
  /** Resolves when the client is gone, or the answer has been sent whole. */
  closed: Promise<void>;
};
export type FakeMessage = {
  role: string;
  content: string | null;
  reasoning_content?: string;
  tool_calls?: { id: string; type: string; function: { name: string; arguments: string } }[];
  tool_call_id?: string;
};

/** Answers one request. A script that returns ends the response as it stands: no `[DONE]` unless it called `done()`. */
export type FakeScript = (reply: FakeReply, request: FakeRequest, index: number) => void | Promise<void>;

export type FakeReply = {
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
  /** Bytes as they are, wherever an event may be cut. */
  raw(bytes: string | Uint8Array): void;
  /** A plain HTTP response instead of a stream; only before anything else. */
  respond(status: number, body: string, headers?: Record<string, string>): void;
  /** Content type of the stream; only before anything else. */
  contentType(value: string): void;
  /** Hands what has been said so far to the socket now; resolves when the socket took it. */
  flush(): Promise<void>;
  /** Cuts the connection with a TCP reset. */
  reset(): void;
  /** True once the client is gone. */
  readonly gone: boolean;
};

export type FakeOpenAi = {
  /** Ends with `/v1`, without a slash after it. */
  baseUrl: string;
  port: number;
  requests: FakeRequest[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const FLUSH_CHARS = 16_384;

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

/** Starts the server. `requests` grows by one for each request, before its script runs. */
export async function startFakeOpenAi(options: { script: FakeScript; port?: number }): Promise<FakeOpenAi> {
  const requests: FakeRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, { requests, script: options.script }).catch((error: unknown) => {
      // A script that throws is a mistake in the test: the client sees it as text, and does not wait.
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain' });
      outgoing.end(`fake-openai: ${error instanceof Error ? error.message : String(error)}`);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  // A TCP server's address is an AddressInfo; the string form is for pipes.
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { baseUrl: `http://127.0.0.1:${port}/v1`, port, requests, close, [Symbol.asyncDispose]: close };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { requests, script }: { requests: FakeRequest[]; script: FakeScript },
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
  const path = incoming.url ?? '';
  if (incoming.method !== 'POST' || !path.endsWith('/chat/completions')) {
    outgoing.writeHead(404, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ error: { message: `no route ${incoming.method} ${path}` } }));
    return;
  }
  const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
  if (typeof body !== 'object' || body === null) throw new Error('the body is not a JSON object');
  const request: FakeRequest = {
    method: incoming.method,
    url: path,
    headers: incoming.headers,
    body,
    closed: new Promise((resolve) => outgoing.once('close', resolve)),
  };
  const index = requests.push(request) - 1;
  const reply = createReply(outgoing, request.body.model ?? 'fake');
  await script(reply, request, index);
  await reply.flush();
  if (!outgoing.writableEnded) outgoing.end();
}

function createReply(outgoing: ServerResponse, model: string): FakeReply {
  let pending = '';
  let scheduled = false;
  let type = 'text/event-stream; charset=utf-8';

  // Events said in one go travel in one write, as a fast server's do; a script that awaits anything lets them out first.
  const push = (text: string) => {
    pending += text;
    if (pending.length >= FLUSH_CHARS) send();
    else if (!scheduled) {
      scheduled = true;
      queueMicrotask(send);
    }
  };
  const head = () => {
    if (!outgoing.headersSent) {
      outgoing.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache', connection: 'keep-alive' });
    }
  };
  const send = () => {
    scheduled = false;
    if (pending === '' || outgoing.destroyed) return;
    head();
    outgoing.write(pending);
    pending = '';
  };

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
    raw(bytes) {
      send();
      head();
      outgoing.write(bytes);
    },
    respond(status, body, headers = {}) {
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
      outgoing.end(body);
    },
    contentType(value) {
      type = value;
    },
    flush() {
      send();
      if (outgoing.destroyed || outgoing.writableEnded) return Promise.resolve();
      head();
      return new Promise((resolve) => {
        // The callback of an empty write comes after the writes before it; `close` covers a client that left.
        outgoing.once('close', resolve);
        outgoing.write('', () => {
          outgoing.off('close', resolve);
          resolve();
        });
      });
    },
    reset() {
      send();
      outgoing.socket?.resetAndDestroy();
    },
    get gone() {
      return outgoing.destroyed;
    },
  };
  return reply;
}
