import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import type { HttpRequest } from '../http-port.ts';
import { createHttpClient, type HttpClientOptions } from './client.ts';

export type Site = AsyncDisposable & {
  port: number;
  /** Connections that anybody ever made. */
  readonly connections: number;
  /** Settles when the next connection is made, or gone. */
  connected(): Promise<void>;
  closed(): Promise<void>;
  /** Settles when nobody is connected. */
  empty(): Promise<void>;
};

/** A web server on loopback. */
export async function startSite(listener: RequestListener, host = '127.0.0.1'): Promise<Site> {
  return serve(createServer(listener), host);
}

/** A server that speaks as `onConnection` does. */
export async function startRawSite(onConnection: (socket: Socket) => void): Promise<Site> {
  return serve(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
      // A socket that nobody reads does not hear that the other side is gone.
      socket.resume();
    }),
  );
}

export async function serve(server: Server, host = '127.0.0.1'): Promise<Site> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let came = Promise.withResolvers<void>();
  let gone = Promise.withResolvers<void>();
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    came.resolve();
    came = Promise.withResolvers<void>();
    socket.once('close', () => {
      sockets.delete(socket);
      gone.resolve();
      gone = Promise.withResolvers<void>();
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    connected: () => came.promise,
    closed: () => gone.promise,
    empty: async () => {
      while (sockets.size > 0) await gone.promise;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client for which every name means loopback, and that may talk to these sites there and to nothing else. */
export function clientFor(sites: readonly Site[], options: HttpClientOptions = {}) {
  const ports = new Set(sites.map(({ port }) => port));
  return createHttpClient({
    resolve: async () => ['127.0.0.1'],
    permit: (address, port) => (address === '127.0.0.1' || address === '::1') && ports.has(port),
    ...options,
  });
}

export function requestTo(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: {}, timeoutMs: 10_000, maxBytes: 65_536, mayFollow: () => true, ...more };
}

export const forever = () => new AbortController().signal;

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
