/** A client with a WebSocket and no tRPC code: what another language would write. Validates every frame both ways. */
import WebSocket from 'ws';
import type { ProtocolErrorShape } from '../protocol/errors.ts';
import type { Envelope } from '../protocol/events.ts';
import { METHODS, type MethodInput, type MethodName, type MethodResult } from '../protocol/methods.ts';
import { createFrameValidator } from './frame-validator.ts';

export type Refusal = { refused: ProtocolErrorShape };

export type Stream = {
  /** Everything received so far. */
  readonly envelopes: Envelope[];
  /** The resume token of each envelope. */
  readonly tokens: string[];
  readonly lastToken: string | undefined;
  /** Resolves with the first envelope (already received or to come) that satisfies. */
  until(satisfies: (envelope: Envelope) => boolean): Promise<Envelope>;
  /** Rejects when the server refuses the subscription. */
  readonly started: Promise<void>;
  /** Resolves when the server says that it is stopped. */
  readonly stopped: Promise<void>;
  stop(): void;
};

export type BareClient = {
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodResult<M>>;
  /** The protocol error of a call that has to be refused. @throws Error when it is not */
  refusal(method: string, input: unknown, kind?: 'query' | 'mutation'): Promise<ProtocolErrorShape>;
  /** Sends the calls in one array frame and answers their frames, in the order of the calls. */
  batch(calls: readonly { method: MethodName; input?: unknown }[]): Promise<Frame[]>;
  stream(input?: Record<string, unknown>, path?: string, lastEventId?: string): Stream;
  /** Sends text as it is, without validation. */
  raw(text: string): void;
  /** The next frame that no call and no stream is waiting for. */
  nextStray(): Promise<unknown>;
  readonly closed: Promise<number>;
  readonly validated: () => number;
  /** What was wrong with the first frame of the server that did not validate. */
  readonly broken: () => Error | undefined;
  readonly socket: WebSocket;
  close(): void;
};

/** As `x-openfoal` of the schema says; a name that it does not hold is sent as a query. */
const kindOf = (method: string) => (method in METHODS ? METHODS[method as MethodName].kind : 'query');

/** Opens a socket without saying anything. */
export async function openSocket(url: string, options: WebSocket.ClientOptions = {}): Promise<BareClient> {
  const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
  const validator = createFrameValidator();
  let nextId = 1;
  const calls = new Map<number, (frame: Frame) => void>();
  const streams = new Map<number, (frame: Frame) => void>();
  const strays: unknown[] = [];
  let strayWaiter: ((frame: unknown) => void) | undefined;
  let broken: Error | undefined;

  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8');
    if (text === 'PING') return socket.send('PONG');
    if (text === 'PONG') return strayed('PONG');
    const frame = JSON.parse(text) as Frame;
    try {
      validator.server(frame);
    } catch (error) {
      broken ??= error as Error;
    }
    const handler = typeof frame.id === 'number' ? (calls.get(frame.id) ?? streams.get(frame.id)) : undefined;
    if (handler) handler(frame);
    else strayed(frame);
  });

  function strayed(frame: unknown): void {
    if (strayWaiter) {
      strayWaiter(frame);
      strayWaiter = undefined;
    } else strays.push(frame);
  }

  function send(frame: unknown, validate = true): void {
    if (validate) validator.client(frame);
    socket.send(JSON.stringify(frame));
  }

  function answerTo(id: number, method: string): Promise<Frame> {
    return new Promise((resolve, reject) => {
      calls.set(id, (frame) => {
        calls.delete(id);
        if (broken) reject(broken);
        else resolve(frame);
      });
      void closed.then((code) => reject(new Error(`closed ${code} before ${method} was answered`)));
    });
  }

  function request(method: string, input: unknown, kind: 'query' | 'mutation', validate: boolean): Promise<Frame> {
    const id = nextId;
    nextId += 1;
    const answer = answerTo(id, method);
    send({ id, method: kind, params: { path: method, input } }, validate);
    return answer;
  }

  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => reject(new Error(`HTTP ${response.statusCode}`)));
  });

  return {
    socket,
    closed,
    validated: () => validator.validated,
    broken: () => broken,
    call: async (method, input) => {
      const frame = await request(method, input, kindOf(method), true);
      if (frame.error)
        throw Object.assign(new Error(`${method}: ${frame.error.data.protocol.code}: ${frame.error.message}`), {
          protocol: frame.error.data.protocol,
        });
      return frame.result?.data as never;
    },
    refusal: async (method, input, kind = kindOf(method)) => {
      const frame = await request(method, input, kind, false);
      if (!frame.error) throw new Error(`${method} was not refused: ${JSON.stringify(frame.result).slice(0, 500)}`);
      return frame.error.data.protocol;
    },
    batch: (batch) => {
      const frames = batch.map(({ method, input }, n) => ({
        id: nextId + n,
        method: kindOf(method),
        params: { path: method, ...(input === undefined ? {} : { input }) },
      }));
      nextId += frames.length;
      const answers = frames.map(({ id, params }) => answerTo(id, params.path));
      send(frames);
      return Promise.all(answers);
    },
    stream: (input = {}, path = 'events.stream', lastEventId) => {
      const id = nextId;
      nextId += 1;
      const envelopes: Envelope[] = [];
      const waiting = new Set<() => void>();
      const tokens: string[] = [];
      let stopped: () => void = () => undefined;
      const whenStopped = new Promise<void>((resolve) => {
        stopped = resolve;
      });
      let failure: Error | undefined;
      let start: () => void = () => undefined;
      let refuse: (error: Error) => void = () => undefined;
      const started = new Promise<void>((resolve, reject) => {
        start = resolve;
        refuse = reject;
      });
      started.catch(() => undefined);
      const fail = (error: Error) => {
        failure ??= error;
        refuse(error);
        for (const check of waiting) check();
      };
      void closed.then((code) => fail(new Error(`closed ${code}`)));
      streams.set(id, (frame) => {
        if (broken) return fail(broken);
        if (frame.error)
          return fail(
            Object.assign(new Error(frame.error.data.protocol.code), { protocol: frame.error.data.protocol }),
          );
        if (frame.result?.type === 'started') return start();
        if (frame.result?.type === 'stopped') return stopped();
        if (frame.result?.type !== 'data') return;
        tokens.push(frame.result.id ?? '');
        envelopes.push((frame.result.data as { data: Envelope }).data);
        for (const check of waiting) check();
      });
      send({
        id,
        method: 'subscription',
        params: { path, input, ...(lastEventId === undefined ? {} : { lastEventId }) },
      });
      return {
        envelopes,
        tokens,
        started,
        stopped: whenStopped,
        get lastToken() {
          return tokens.at(-1);
        },
        until: (satisfies) =>
          new Promise((resolve, reject) => {
            let seen = 0;
            const check = () => {
              for (; seen < envelopes.length; seen += 1) {
                const envelope = envelopes[seen];
                if (envelope && satisfies(envelope)) {
                  waiting.delete(check);
                  return resolve(envelope);
                }
              }
              if (failure) {
                waiting.delete(check);
                reject(failure);
              }
            };
            waiting.add(check);
            check();
          }),
        stop: () => send({ id, method: 'subscription.stop' }),
      };
    },
    raw: (text) => socket.send(text),
    nextStray: () =>
      strays.length > 0
        ? Promise.resolve(strays.shift())
        : new Promise((resolve) => {
            strayWaiter = resolve;
          }),
    close: () => socket.terminate(),
  };
}

type Frame = {
  id: number | string | null;
  result?: { type: string; id?: string; data?: unknown };
  error?: { code: number; message: string; data: { protocol: ProtocolErrorShape } };
};

/** Opens a socket and says connect. */
export async function connectClient(url: string, token: string, clientName = 'test'): Promise<BareClient> {
  const client = await openSocket(url);
  await client.call('connect', { clientName, clientVersion: '0', token });
  return client;
}

let keys = 0;
/** A fresh idempotency key. */
export function newKey(): string {
  keys += 1;
  return `key-${process.pid}-${keys}`;
}

/** True for the terminal event of a run. */
export const ends =
  (runId: string) =>
  (envelope: Envelope): boolean =>
    (envelope.event === 'agent.completed' || envelope.event === 'agent.failed') && envelope.payload.runId === runId;
