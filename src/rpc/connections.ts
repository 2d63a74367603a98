/** The open connections: made from accepted sockets, told when the gateway goes away, ended when their person signs out. */
import type { IncomingMessage } from 'node:http';
import { getWSConnectionHandler } from '@trpc/server/adapters/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock, Ids } from '../domain/ports.ts';
import { CLOSE, LIMITS } from '../protocol/limits.ts';
import { METHODS } from '../protocol/methods.ts';
import type { Connection, Context } from './context.ts';
import type { CookieJar } from './cookies.ts';
import { frameEncoder } from './encoder.ts';
import { invalidParams } from './error-shape.ts';
import type { Handshake } from './handshake.ts';
import type { AppRouter } from './router.ts';
import { guardSocket } from './socket.ts';
import { createStrangers } from './strangers.ts';

export type ConnectionOptions = { expectsParams: boolean };

export type Connections = {
  /** False while this address, or everybody together, has too many sockets that are not connected yet. */
  hasRoom(request: IncomingMessage): boolean;
  accept(ws: WebSocket, request: IncomingMessage, options: ConnectionOptions): void;
  /** Ends the connections that came with this cookie. */
  signedOut(cookie: string): void;
  /** Asks every client to come back on a new connection, then closes these. */
  goAway(): void;
};

/** tRPC's options ask for the server that accepts the sockets; ours are accepted in upgrade.ts, and it never looks at this one. */
const UNUSED_SERVER = new WebSocketServer({ noServer: true, clientTracking: false });

const KEEP_ALIVE = { enabled: true, pingMs: 30_000, pongWaitMs: 10_000 };

export function createConnections(
  router: AppRouter,
  deps: {
    clock: Clock;
    ids: Ids;
    cookies: CookieJar;
    handshake: Handshake;
    rateFactor: number;
    /** Called for each message that is refused for its rate. */
    limited: () => void;
  },
): Connections {
  const open = new Set<Connection & { ws: WebSocket }>();
  const strangers = createStrangers(deps.rateFactor);

  /** tRPC's connection-params frame is `connect` by another name. */
  async function connectByFrame(connection: Connection, params: unknown): Promise<void> {
    const parsed = METHODS.connect.params.safeParse(params);
    if (!parsed.success) throw invalidParams(parsed.error);
    await deps.handshake(connection, parsed.data);
  }

  return {
    hasRoom: (request) => strangers.hasRoom(addressOf(request)),
    accept: (ws, request, { expectsParams }) => {
      const remoteAddress = addressOf(request);
      const stranger = strangers.enter(request.socket, remoteAddress, () => socket.close(CLOSE.tooLarge));
      const socket = guardSocket(ws, {
        clock: deps.clock,
        traceId: deps.ids.traceId,
        expectsParams,
        messagesPerSecond: LIMITS.messagesPerSecond * deps.rateFactor,
        onConnected: stranger.leave,
        onLimited: deps.limited,
      });
      const connection: Connection & { ws: WebSocket } = {
        ws,
        id: deps.ids.next('con'),
        socket,
        cookie: deps.cookies.read(request),
        remoteAddress,
        who: undefined,
        subscriptions: 0,
      };
      open.add(connection);
      ws.once('close', () => open.delete(connection));
      const attach = getWSConnectionHandler<AppRouter>({
        wss: UNUSED_SERVER,
        router,
        createContext: async ({ info }): Promise<Context> => {
          if (expectsParams) await connectByFrame(connection, info.connectionParams);
          return { connection };
        },
        experimental_encoder: frameEncoder,
        maxBatchSize: LIMITS.maxBatch,
        keepAlive: KEEP_ALIVE,
        // Errors are logged with their trace where they get their shape, in trpc.ts; what is left is a broken socket.
        onError: () => undefined,
      });
      // The facade has what tRPC uses of a ws socket: on, once, send, close, terminate, readyState.
      attach(socket.facade as unknown as WebSocket, request);
    },
    signedOut: (cookie) => {
      for (const connection of open) if (connection.cookie === cookie) connection.socket.close(CLOSE.unauthorized);
    },
    goAway: () => {
      for (const { ws, socket } of open) {
        if (ws.readyState === ws.OPEN) ws.send(JSON.stringify({ id: null, method: 'reconnect' }));
        socket.closeSoon(CLOSE.goingAway);
      }
    },
  };
}

function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}
