/**
 * The socket as tRPC sees it, with every bound of ours in front: message size, message rate, the connect deadline, the first
 * message, and how much may wait unsent. tRPC gets only messages that passed. Source: protocol.md §1 and §2.
 */
import { EventEmitter } from 'node:events';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../domain/ports.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { CLOSE, LIMITS } from '../protocol/limits.ts';
import { errorFrame } from './error-shape.ts';

/** Above this a sender of events waits until the kernel has taken what is buffered. */
const HIGH_WATER_BYTES = 64 * 1024;

export type GuardedSocket = {
  /** The view that tRPC gets. */
  readonly facade: EventEmitter & {
    readyState: number;
    send(data: string): void;
    close(code?: number): void;
    terminate(): void;
  };
  /** Call when `connect` succeeded: the small limits end, the deadline is off. */
  connected(): void;
  /** Lets the answer go out first, then closes. */
  closeSoon(code: number): void;
  close(code: number): void;
  /** A promise to wait for while too much is unsent, else undefined. */
  writable(): Promise<void> | undefined;
  /** Aborted when the socket is closed. */
  readonly signal: AbortSignal;
};

type Options = {
  clock: Clock;
  traceId: () => string;
  /** True when the first message is tRPC's connection-params frame. */
  expectsParams: boolean;
  messagesPerSecond: number;
};

export function guardSocket(
  ws: WebSocket,
  { clock, traceId, expectsParams, messagesPerSecond }: Options,
): GuardedSocket {
  const facade = new EventEmitter();
  const closed = new AbortController();
  const rate = new RateLimiterMemory({ points: messagesPerSecond * 10, duration: 10 });
  let state: 'fresh' | 'connecting' | 'connected' | 'refused' = 'fresh';
  let closeCode: number | undefined;
  let waiters: (() => void)[] = [];

  const cancelDeadline = clock.after(LIMITS.connectDeadlineMs, () => close(CLOSE.handshakeTimeout));

  function close(code: number): void {
    closeCode ??= code;
    state = state === 'connected' ? state : 'refused';
    ws.close(code);
  }

  function closeSoon(code: number): void {
    closeCode = code;
    setImmediate(() => close(code));
  }

  function drained(): void {
    if (ws.bufferedAmount > HIGH_WATER_BYTES && !closed.signal.aborted) return;
    const ready = waiters;
    waiters = [];
    for (const resolve of ready) resolve();
  }

  function send(data: string): void {
    if (ws.readyState === ws.OPEN) ws.send(data, drained);
  }

  function refuse(error: ProtocolError, ids: readonly unknown[], code?: number): void {
    for (const id of ids.length > 0 ? ids : [null]) send(JSON.stringify(errorFrame(id, error.toShape(traceId()))));
    if (code !== undefined) closeSoon(code);
  }

  /** Only `connect` may come first, alone. Anything else is UNAUTHORIZED. */
  function acceptFirst(data: Buffer): boolean {
    if (data.byteLength > LIMITS.maxMessageBytesBeforeConnect) {
      close(CLOSE.tooLarge);
      return false;
    }
    const message = parse(data);
    if (expectsParams || isConnectQuery(message)) return true;
    state = 'refused';
    refuse(
      new ProtocolError('UNAUTHORIZED', 'The first message of a connection is connect: send it alone, then the rest.'),
      idsOf(message),
      CLOSE.noHandshake,
    );
    return false;
  }

  function onMessage(raw: RawData, isBinary: boolean): void {
    const data = toBuffer(raw);
    if (state === 'refused') return;
    const isPing = !isBinary && (data.equals(PING) || data.equals(PONG));
    if (!isPing) {
      if (state === 'fresh') {
        if (!acceptFirst(data)) return;
        state = 'connecting';
      } else if (state === 'connecting') {
        // What was sent behind a connect that is not answered yet still has to be small, and waits for its outcome in tRPC.
        if (data.byteLength > LIMITS.maxMessageBytesBeforeConnect) return close(CLOSE.tooLarge);
      }
    }
    rate.consume('messages').then(
      () => facade.emit('message', data, isBinary),
      () => refuse(new ProtocolError('RATE_LIMITED', undefined, { retryAfterMs: 1_000 }), idsOf(parse(data))),
    );
  }

  ws.on('message', onMessage);
  ws.on('error', (error) => facade.emit('error', error));
  ws.once('close', () => {
    cancelDeadline();
    closed.abort();
    drained();
    facade.emit('close');
  });
  // An emitter without an error listener throws, and tRPC adds its own only later.
  facade.on('error', () => undefined);

  return {
    facade: Object.assign(facade, {
      get readyState(): number {
        return ws.readyState;
      },
      send,
      // tRPC closes without a code when the context could not be made, that is when connect was refused.
      close: (code?: number) => close(closeCode ?? code ?? CLOSE.unauthorized),
      terminate: () => ws.terminate(),
    }),
    connected: () => {
      cancelDeadline();
      if (state !== 'refused') state = 'connected';
    },
    closeSoon,
    close,
    writable: () =>
      ws.bufferedAmount <= HIGH_WATER_BYTES || closed.signal.aborted
        ? undefined
        : new Promise((resolve) => waiters.push(resolve)),
    signal: closed.signal,
  };
}

const PING = Buffer.from('PING');
const PONG = Buffer.from('PONG');

function toBuffer(raw: RawData): Buffer {
  if (Buffer.isBuffer(raw)) return raw;
  return Array.isArray(raw) ? Buffer.concat(raw) : Buffer.from(raw);
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isConnectQuery(message: unknown): boolean {
  return (
    isRecord(message) && message.method === 'query' && isRecord(message.params) && message.params.path === 'connect'
  );
}

/** The request ids in a message, so that a refusal reaches who asked. */
function idsOf(message: unknown): (string | number)[] {
  return (Array.isArray(message) ? message.slice(0, LIMITS.maxBatch) : [message]).flatMap((frame) =>
    isRecord(frame) && (typeof frame.id === 'string' || typeof frame.id === 'number') ? [frame.id] : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
