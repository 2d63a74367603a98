/**
 * The socket as tRPC sees it, with every bound of ours in front: message size, message rate, the connect deadline, the first
 * message, and how much may wait unsent. tRPC gets only messages that passed. Source: protocol.md §1 and §2.
 */
import { EventEmitter } from 'node:events';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../domain/ports.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { ReqCall } from '../protocol/frames.ts';
import { CLOSE, LIMITS } from '../protocol/limits.ts';
import { errorFrame } from './error-shape.ts';
import { rateLimited } from './rate-limit.ts';
import { isRequestId } from './request-id.ts';

/** Above this a sender of events waits until the kernel has taken what is buffered. */
const HIGH_WATER_BYTES = 64 * 1024;
/** Answers do not wait; who asks for more than this (a batch of full history pages fits) and reads nothing of it is dropped. */
const MAX_BACKLOG_BYTES = 16 * 1024 * 1024;
const STRANGER_CLOSE_MS = 1_000;
/** A message over the rate is only looked into for its id when that is cheap. */
const MAX_REFUSED_PARSE_BYTES = 64 * 1024;

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
  /** Called when `connect` succeeded. */
  onConnected?: () => void;
  /** Called for each message that is refused for its rate. */
  onLimited?: () => void;
};

export function guardSocket(
  ws: WebSocket,
  { clock, traceId, expectsParams, messagesPerSecond, onConnected, onLimited }: Options,
): GuardedSocket {
  const facade = new EventEmitter();
  const closed = new AbortController();
  const points = messagesPerSecond * 10;
  const rate = new RateLimiterMemory({ points, duration: 10 });
  /** Refused for their rate since one was not. */
  let overRate = 0;
  let state: 'fresh' | 'connecting' | 'connected' | 'closing' = 'fresh';
  let closeCode: number | undefined;
  let known = false;
  let cancelEnd: (() => void) | undefined;
  /** What was sent behind a connect that is not answered yet. */
  let held: { data: Buffer; isBinary: boolean }[] = [];
  let heldBytes = 0;
  let waiters: (() => void)[] = [];

  const cancelDeadline = clock.after(LIMITS.connectDeadlineMs, () => close(CLOSE.handshakeTimeout));

  function close(code: number): void {
    closeCode ??= code;
    state = 'closing';
    held = [];
    ws.close(code);
    // ws waits half a minute for the other side to agree. A slow reader that we know may need it; a stranger does not.
    if (!known) cancelEnd ??= clock.after(STRANGER_CLOSE_MS, () => ws.terminate());
  }

  function closeSoon(code: number): void {
    closeCode = code;
    state = 'closing';
    setImmediate(() => close(code));
  }

  function drained(): void {
    if (ws.bufferedAmount > HIGH_WATER_BYTES && !closed.signal.aborted) return;
    const ready = waiters;
    waiters = [];
    for (const resolve of ready) resolve();
  }

  function send(data: string): void {
    if (ws.readyState !== ws.OPEN) return;
    ws.send(data, drained);
    if (ws.bufferedAmount > MAX_BACKLOG_BYTES) close(CLOSE.slowReader);
  }

  function refuse(error: ProtocolError, ids: readonly unknown[], code?: number): void {
    for (const id of ids.length > 0 ? ids : [null]) send(JSON.stringify(errorFrame(id, error.toShape(traceId()))));
    if (code !== undefined) closeSoon(code);
  }

  /** Only `connect` may come first, alone. Anything else is UNAUTHORIZED. */
  function acceptFirst(data: Buffer, isBinary: boolean): boolean {
    if (data.byteLength > LIMITS.maxMessageBytesBeforeConnect) {
      close(CLOSE.tooLarge);
      return false;
    }
    const message = isBinary ? undefined : parse(data);
    if (expectsParams ? isParamsFrame(message) : isConnectQuery(message)) return true;
    refuse(
      new ProtocolError('UNAUTHORIZED', 'The first message of a connection is connect: send it alone, then the rest.'),
      idsOf(message),
      CLOSE.noHandshake,
    );
    return false;
  }

  /** What comes behind an unanswered connect waits for its outcome, and all of it together still has to be small. */
  function hold(data: Buffer, isBinary: boolean): void {
    heldBytes += data.byteLength;
    if (heldBytes > LIMITS.maxMessageBytesBeforeConnect) close(CLOSE.tooLarge);
    else held.push({ data, isBinary });
  }

  function admit(data: Buffer, isBinary: boolean): void {
    rate.consume('messages').then(
      () => {
        overRate = 0;
        facade.emit('message', data, isBinary);
      },
      (full: unknown) => {
        if (state === 'closing') return;
        overRate += 1;
        onLimited?.();
        const ids = data.byteLength > MAX_REFUSED_PARSE_BYTES ? [] : idsOf(parse(data));
        // Refused as often as it was heard, and it still talks: 1013 is also "try again later".
        refuse(rateLimited(full), ids, overRate > points ? CLOSE.slowReader : undefined);
      },
    );
  }

  function onMessage(raw: RawData, isBinary: boolean): void {
    if (state === 'closing') return;
    const data = toBuffer(raw);
    const isPing = !isBinary && (data.equals(PING) || data.equals(PONG));
    if (!isPing && state === 'connecting') return hold(data, isBinary);
    if (!isPing && state === 'fresh') {
      if (!acceptFirst(data, isBinary)) return;
      state = 'connecting';
    }
    admit(data, isBinary);
  }

  ws.on('message', onMessage);
  ws.on('error', (error) => facade.emit('error', error));
  ws.once('close', () => {
    cancelDeadline();
    cancelEnd?.();
    closed.abort();
    drained();
    facade.emit('close');
  });
  // An emitter without an error listener throws, and tRPC adds its own only later.
  facade.on('error', () => undefined);

  return {
    facade: Object.defineProperty(
      Object.assign(facade, {
        readyState: ws.readyState,
        send,
        // tRPC closes without a code when the context could not be made, that is when connect was refused.
        close: (code?: number) => close(closeCode ?? code ?? CLOSE.unauthorized),
        terminate: () => ws.terminate(),
      }),
      'readyState',
      { get: () => ws.readyState },
    ),
    connected: () => {
      cancelDeadline();
      known = true;
      onConnected?.();
      if (state !== 'connecting') return;
      state = 'connected';
      const waited = held;
      held = [];
      for (const { data, isBinary } of waited) admit(data, isBinary);
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
  const call = ReqCall.safeParse(message);
  return call.success && call.data.method === 'query' && call.data.params.path === 'connect';
}

function isParamsFrame(message: unknown): boolean {
  return isRecord(message) && message.method === 'connectionParams';
}

/** The request ids in a message, so that a refusal reaches who asked. */
function idsOf(message: unknown): (string | number)[] {
  return (Array.isArray(message) ? message.slice(0, LIMITS.maxBatch) : [message]).flatMap((frame) =>
    isRecord(frame) && isRequestId(frame.id) ? [frame.id] : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
