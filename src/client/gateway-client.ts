/**
 * A client's connection to the gateway, the page's and the terminal's: protocol methods and the event stream over one tRPC WebSocket, protocol.md §1–§4.
 * It reconnects by itself; a call whose connection dropped is sent again with the same idempotency key. Names and types come
 * from the method table, so nothing here knows a router.
 */
import { createWSClient, TRPCUntypedClient, wsLink } from '@trpc/client';
import type { AnyTRPCRouter } from '@trpc/server';
import type { Envelope } from '../protocol/events.ts';
import { CLOSE } from '../protocol/limits.ts';
import type { MethodInput, MethodName, MethodResult, MutationName, StreamParams } from '../protocol/methods.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { CallFailure, toCallFailure } from './call-failure.ts';
import { createObservable, type Observable } from './observable.ts';
import { createPromptSockets } from './prompt-socket.ts';

/** `offline`: there was a connection, or a try at one, and the next try is under way. `signed-out` is final. */
export type ConnectionState = 'connecting' | 'open' | 'offline' | 'signed-out';

export type QueryName = Exclude<MethodName, MutationName>;
/** A mutation's input; the idempotency key is made here unless `options.key` names one. */
export type MutationInput<M extends MutationName> = Omit<MethodInput<M>, 'idempotencyKey'>;

export type StreamHandlers = {
  onEvent: (event: Envelope) => void;
  /** The gateway listens: what happens from now on will be told. Again after every lost connection. */
  onStarted?: () => void;
  /** The stream is over and will not resume by itself: refused, or ended by the gateway. */
  onEnd: (failure: CallFailure) => void;
};

export type GatewayClient = {
  query: <M extends QueryName>(method: M, input: MethodInput<M>, signal?: AbortSignal) => Promise<MethodResult<M>>;
  mutate: <M extends MutationName>(
    method: M,
    input: MutationInput<M>,
    options?: { key?: string; signal?: AbortSignal },
  ) => Promise<MethodResult<M>>;
  /** Follows events.stream, resuming over lost connections. Answers how to stop. */
  stream: (params: Pick<StreamParams, 'sessionId' | 'events' | 'after'>, handlers: StreamHandlers) => () => void;
  /** What the gateway offers, who this is, its limits: `connect` again, as the connection said it. */
  hello: () => Promise<MethodResult<'connect'>>;
  connection: Observable<ConnectionState>;
  /** Is the gateway still there? For a tab that wakes up, or a network that came back: a dead connection is replaced in seconds. */
  checkNow: () => void;
  close: () => void;
};

export type ClientOptions = {
  /** Asked before every connect: under a bare `next dev` the gateway's port can change under an open page. */
  wsUrl: () => string | Promise<string>;
  /** A token of a user or a service, for clients that are no page. */
  token?: () => string | undefined;
  /** The page's half of its sign-in, asked for before every connect: another tab may have signed in anew. */
  signInKey?: () => string | undefined;
  clientName?: string;
  clientVersion?: string;
  /** For tests. */
  WebSocket?: typeof WebSocket;
};

const RECONNECT_MAX_MS = 5_000;
/** A connection that drops under the same call this often is the call's fault, or nobody's who could mend it here. */
const MAX_SENDS = 12;

export function createGatewayClient(options: ClientOptions): GatewayClient {
  const connection = createObservable<ConnectionState>('connecting');
  const signOut = (): void => {
    connection.set('signed-out');
    void socket.close();
  };
  const sockets = createPromptSockets(options.WebSocket ?? WebSocket);
  const connectParams = () => {
    const signInKey = options.signInKey?.();
    const token = options.token?.();
    return {
      clientName: options.clientName ?? 'webchat',
      clientVersion: options.clientVersion ?? '0.1.0',
      protocolVersion: PROTOCOL_VERSION,
      ...(token === undefined ? {} : { token }),
      ...(signInKey === undefined ? {} : { signInKey }),
    };
  };
  const socket = createWSClient({
    url: options.wsUrl,
    connectionParams: connectParams,
    WebSocket: sockets.WebSocket,
    keepAlive: { enabled: true, intervalMs: 15_000, pongTimeoutMs: 5_000 },
    retryDelayMs: (attempt) => (attempt === 0 ? 0 : Math.min(250 * 2 ** attempt, RECONNECT_MAX_MS)),
    onClose: (cause) => {
      if (cause?.code === CLOSE.unauthorized) signOut();
    },
  });
  socket.connectionState.subscribe({
    next: ({ state, error }) => {
      if (connection.get() === 'signed-out') return;
      if (state === 'pending') connection.set('open');
      else if (error || connection.get() === 'open') connection.set('offline');
    },
  });
  const trpc = new TRPCUntypedClient<AnyTRPCRouter>({ links: [wsLink({ client: socket })] });

  /** Sends until the gateway answers, however often the connection drops meanwhile. */
  const send = async (attempt: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> => {
    for (let sends = 1; ; sends += 1) {
      if (connection.get() === 'signed-out') throw new CallFailure('signed out');
      try {
        return await attempt();
      } catch (error) {
        const failure = toCallFailure(error);
        if (failure.refusal?.code === 'UNAUTHORIZED') signOut();
        if (failure.refusal || signal?.aborted || sends >= MAX_SENDS) throw failure;
        await pause(Math.min(50 * 2 ** sends, RECONNECT_MAX_MS));
      }
    }
  };

  const query = async <M extends QueryName>(
    method: M,
    input: MethodInput<M>,
    signal?: AbortSignal,
  ): Promise<MethodResult<M>> =>
    // Results are typed by the table that the gateway validates them against: the cast is the seam of the wire.
    (await send(() => trpc.query(method, input, signalOf(signal)), signal)) as MethodResult<M>;

  return {
    connection,
    query,
    hello: () => query('connect', connectParams()),
    mutate: async <M extends MutationName>(
      method: M,
      input: MutationInput<M>,
      { key = newKey(), signal }: { key?: string; signal?: AbortSignal } = {},
    ) => {
      const params = { ...input, idempotencyKey: key };
      return (await send(() => trpc.mutation(method, params, signalOf(signal)), signal)) as MethodResult<M>;
    },
    stream: (params, handlers) => {
      let ended = false;
      const end = (failure: CallFailure): void => {
        if (ended) return;
        ended = true;
        if (failure.refusal?.code === 'UNAUTHORIZED') signOut();
        handlers.onEnd(failure);
      };
      const subscription = trpc.subscription('events.stream', params, {
        onStarted: () => handlers.onStarted?.(),
        onData: (tracked) => {
          // A tracked event is { id, data }, protocol.md §1 `event`; the client keeps the id to resume by itself.
          if (!ended) handlers.onEvent((tracked as { data: Envelope }).data);
        },
        onError: (error) => end(toCallFailure(error)),
        onComplete: () => end(new CallFailure('the stream ended')),
      });
      return () => {
        ended = true;
        subscription.unsubscribe();
      };
    },
    checkNow: sockets.checkNow,
    close: () => void socket.close(),
  };
}

/** A new idempotency key. Not crypto.randomUUID, which browsers offer on localhost and HTTPS only. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const signalOf = (signal: AbortSignal | undefined): { signal?: AbortSignal } => (signal ? { signal } : {});
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
