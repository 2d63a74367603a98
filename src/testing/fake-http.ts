/**
 * What the fake model servers share: an HTTP server on 127.0.0.1 that reads JSON requests, and a reply that can do to the
 * connection everything that real servers do. The formats on top are fake-openai.ts, fake-openai-responses.ts and
 * fake-anthropic.ts.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a client sent. `body` is only as typed as a test needs it: the server refuses what is not a JSON object. */
export type FakeRequest<Body = Record<string, unknown>> = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: Body;
  /** Resolves when the client is gone, or the answer has been sent whole. */
  closed: Promise<void>;
};

export type FakeWriter = {
  /** A piece of the stream: pieces said in one go travel in one write. */
  push(text: string): void;
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

export type FakeServer<Body = Record<string, unknown>> = {
  /** Ends with `/v1`, without a slash after it. */
  baseUrl: string;
  port: number;
  /** Grows by one for each request, before it is answered. */
  requests: FakeRequest<Body>[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type FakeServerOptions = {
  port?: number;
  /** What `GET /models` lists; without it there is no such route. */
  models?: readonly string[];
};

const FLUSH_CHARS = 16_384;

/** @param path where requests go, after the base URL: `/chat/completions` */
export async function startFakeServer<Body>(
  path: string,
  { port: wanted = 0, models }: FakeServerOptions,
  answer: (writer: FakeWriter, request: FakeRequest<Body>, index: number) => void | Promise<void>,
): Promise<FakeServer<Body>> {
  const requests: FakeRequest<Body>[] = [];
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
    const url = incoming.url ?? '';
    const { method = '' } = incoming;
    if (models && method === 'GET' && new URL(url, 'http://fake').pathname.endsWith('/models')) {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }));
      return;
    }
    if (method !== 'POST' || !url.endsWith(path)) {
      outgoing.writeHead(404, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ error: { message: `no route ${method} ${url}` } }));
      return;
    }
    const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    if (typeof body !== 'object' || body === null) throw new Error('the body is not a JSON object');
    const closed = new Promise<void>((resolve) => outgoing.once('close', resolve));
    // The one place where a test's view of a request is believed: what the format says of it.
    const request: FakeRequest<Body> = { method, url, headers: incoming.headers, body: body as Body, closed };
    const writer = createWriter(outgoing);
    await answer(writer, request, requests.push(request) - 1);
    await writer.flush();
    if (!outgoing.writableEnded) outgoing.end();
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      // A script that throws is a mistake in the test: the client sees it as text, and does not wait.
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain' });
      outgoing.end(`fake model: ${error instanceof Error ? error.message : String(error)}`);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
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

function createWriter(outgoing: ServerResponse): FakeWriter {
  let pending = '';
  let scheduled = false;
  let type = 'text/event-stream; charset=utf-8';
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
  return {
    // As a fast server's do; a script that awaits anything lets them out first.
    push(text) {
      pending += text;
      if (pending.length >= FLUSH_CHARS) send();
      else if (!scheduled) {
        scheduled = true;
        queueMicrotask(send);
      }
    },
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
}
