/**
 * A WebSocket proxy that reads along: every message goes through as it is, and is checked against the schema on the way, in both
 * directions. It can also cut all connections the way a lost network does.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import WebSocket, { type RawData, WebSocketServer } from 'ws';
import { createFrameValidator, type FrameValidator } from './frame-validator.ts';

export type FrameTap = AsyncDisposable & {
  /** Where clients connect instead of the gateway. */
  readonly url: string;
  /** Messages that went through, each validated; the bare texts PING and PONG are counted apart. */
  readonly frames: { client: number; server: number; pings: number };
  readonly connections: number;
  /** What did not validate. Such a message goes through all the same. */
  readonly problems: readonly string[];
  /** Drops every open connection, on both sides, without a close frame. */
  cut(): void;
  /** Says PING to every client, as a gateway does after half a minute of quiet; resolves when one says PONG. */
  ping(): Promise<void>;
  /** Resolves once `count` more messages have come from the server. */
  serverFrames(count: number): Promise<void>;
};

/** `target` is the gateway's `ws://…/ws`; `schema` the document that it serves at GET /schema. */
export async function startFrameTap({
  target,
  schema,
}: {
  target: string;
  schema: Record<string, unknown>;
}): Promise<FrameTap> {
  const frames = { client: 0, server: 0, pings: 0 };
  const problems: string[] = [];
  const open = new Set<WebSocket>();
  const clients = new Set<WebSocket>();
  let ponged: () => void = () => undefined;
  const waiting = new Set<{ at: number; resolve: () => void }>();
  let connections = 0;

  const http = createServer((_request, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });

  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const url = new URL(request.url ?? '/', target);
    const { origin } = request.headers;
    const server = new WebSocket(url, { perMessageDeflate: false, ...(origin === undefined ? {} : { origin }) });
    // A gateway that is away is passed on as what it is: no connection.
    server.once('error', () => socket.destroy());
    server.once('open', () => sockets.handleUpgrade(request, socket, head, (client) => join(client, server)));
  });

  function join(client: WebSocket, server: WebSocket): void {
    const validator = createFrameValidator(schema);
    connections += 1;
    clients.add(client);
    client.once('close', () => clients.delete(client));
    const pairs = [
      { from: client, to: server, side: 'client' },
      { from: server, to: client, side: 'server' },
    ] as const;
    for (const { from, to, side } of pairs) {
      open.add(from);
      from.on('message', (data: RawData, isBinary: boolean) => {
        look(validator, side, data, isBinary);
        if (to.readyState === to.OPEN) to.send(data, { binary: isBinary });
      });
      from.on('error', () => undefined);
      from.once('close', (code: number, reason: Buffer) => {
        open.delete(from);
        if (to.readyState !== to.OPEN) return;
        // 1005 and 1006 say that there was no close frame: they cannot be sent on.
        if (code === 1005) to.close();
        else if (code === 1006) to.terminate();
        else to.close(code, reason);
      });
    }
  }

  function look(validator: FrameValidator, side: 'client' | 'server', data: RawData, isBinary: boolean): void {
    // With the default binaryType a message is one Buffer.
    const text = (data as Buffer).toString('utf8');
    if (text === 'PING' || text === 'PONG') {
      frames.pings += 1;
      if (side === 'client' && text === 'PONG') ponged();
      return;
    }
    frames[side] += 1;
    try {
      if (isBinary) throw new Error('a binary message');
      validator[side](JSON.parse(text));
    } catch (error) {
      problems.push(`${side}: ${error instanceof Error ? error.message : String(error)}`);
    }
    for (const entry of side === 'server' ? waiting : []) {
      if (frames.server < entry.at) continue;
      waiting.delete(entry);
      entry.resolve();
    }
  }

  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  // A TCP server's address is an AddressInfo; the string form is for pipes.
  const { port } = http.address() as AddressInfo;
  const cut = () => {
    for (const socket of open) socket.terminate();
  };
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    frames,
    problems,
    cut,
    ping: () =>
      new Promise((resolve) => {
        ponged = resolve;
        for (const client of clients) client.send('PING');
      }),
    get connections() {
      return connections;
    },
    serverFrames: (count) => new Promise((resolve) => waiting.add({ at: frames.server + count, resolve })),
    [Symbol.asyncDispose]: async () => {
      cut();
      http.close();
      http.closeAllConnections();
      await once(http, 'close');
    },
  };
}
