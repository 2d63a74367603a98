/**
 * Before a socket is ours: the exact path, Host and Origin, or a plain HTTP refusal. tRPC's own wiring would end the process on
 * `Host: [::` or `GET //`, so nothing of it sees a request that did not pass here. Source: architecture.md §3.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LIMITS } from '../protocol/limits.ts';
import type { AllowedHosts } from './allowed-hosts.ts';
import type { ConnectionOptions, Connections } from './connections.ts';

const PATHS = new Map<string, ConnectionOptions>([
  ['/ws', { expectsParams: false }],
  ['/ws?connectionParams=1', { expectsParams: true }],
]);

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export function createUpgradeHandler({
  allowed,
  connections,
  open,
}: {
  allowed: AllowedHosts;
  connections: Connections;
  /** False once the gateway drains. */
  open: () => boolean;
}): UpgradeHandler {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const options = PATHS.get(request.url ?? '');
    if (options === undefined) return refuse(socket, '404 Not Found');
    if (!allowed.host(request.headers.host)) return refuse(socket, '403 Forbidden');
    if (!allowed.origin(request.headers.origin)) return refuse(socket, '403 Forbidden');
    if (!open()) return refuse(socket, '503 Service Unavailable');
    if (!connections.hasRoom(request)) return refuse(socket, '429 Too Many Requests');
    server.handleUpgrade(request, socket, head, (ws) => connections.accept(ws, request, options));
  };
}

function refuse(socket: Duplex, status: string): void {
  // Not left half open for as long as the other side likes.
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
