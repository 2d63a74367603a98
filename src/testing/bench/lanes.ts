/** The three ways to the same model that are compared, behind one shape: directly, through the durable floor, through the gateway. */
import { once } from 'node:events';
import WebSocket from 'ws';
import type { Envelope } from '../../protocol/events.ts';
import { METHODS, type MethodInput, type MethodName, type MethodResult } from '../../protocol/methods.ts';
import type { FloorEvent, FloorRequest } from './durable-floor.ts';
import { modelTurn } from './model-turn.ts';

/** Milliseconds from asking: to the first piece of text, and to the end. */
export type Turn = { ok: boolean; firstMs: number; wholeMs: number };
/** One session with a connection of its own, asked one thing at a time. */
export type Lane = { sessionId: string; turn(input: string): Promise<Turn>; close(): void };
/** No turn here takes seconds, but for the paced ones. */
const TURN_LIMIT_MS = 60_000;
export type Way = 'floor' | 'durable' | 'openfoal';
export type OpenLane = () => Promise<Lane>;

export function directLane(modelUrl: string): OpenLane {
  return () =>
    Promise.resolve({
      sessionId: 'none',
      turn: async (input) => {
        const watch = startWatch();
        await modelTurn(modelUrl, [{ role: 'user', content: input }], watch.first);
        return watch.end(true);
      },
      close: () => undefined,
    });
}

export type FloorClient = { ask(request: FloorAsk, onDelta?: () => void): Promise<unknown>; close(): void };
/** A request without its id, for each kind of request. */
type FloorAsk = FloorRequest extends infer R ? (R extends FloorRequest ? Omit<R, 'id'> : never) : never;

export async function connectFloor(port: number): Promise<FloorClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  const asked = new Map<number, { onDelta: (() => void) | undefined; resolve: (end: unknown) => void }>();
  let lastId = 0;
  socket.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString('utf8')) as FloorEvent;
    const entry = asked.get(event.id);
    if (event.delta !== undefined) return entry?.onDelta?.();
    asked.delete(event.id);
    entry?.resolve(event.end);
  });
  return {
    ask: (request, onDelta) =>
      new Promise((resolve) => {
        lastId += 1;
        asked.set(lastId, { onDelta, resolve });
        socket.send(JSON.stringify({ id: lastId, ...request }));
      }),
    close: () => socket.terminate(),
  };
}

let floorSessions = 0;
export function durableLane(port: number): OpenLane {
  return async () => {
    const client = await connectFloor(port);
    floorSessions += 1;
    const session = `floor-${floorSessions}`;
    return {
      sessionId: session,
      turn: async (input) => {
        const watch = startWatch();
        await client.ask({ op: 'run', session, input }, watch.first);
        return watch.end(true);
      },
      close: client.close,
    };
  };
}

export type GatewayClient = {
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodResult<M>>;
  /** Follows events.stream. Resolves when the subscription stands. */
  follow(input: { sessionId?: string }, onEvent: (envelope: Envelope) => void): Promise<void>;
  close(): void;
};

type Frame = {
  id: number;
  result?: { type: string; id?: string; data?: unknown };
  error?: { data: { protocol: { code: string; message: string } } };
};

/** A lean client: it validates nothing, since what it costs would be measured with the rest. */
export async function connectGateway(port: number, token: string): Promise<GatewayClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
  await once(socket, 'open');
  const handlers = new Map<number, (frame: Frame) => void>();
  let lastId = 0;
  socket.on('message', (data: Buffer) => {
    const text = data.toString('utf8');
    if (text === 'PING') return socket.send('PONG');
    const frame = JSON.parse(text) as Frame;
    handlers.get(frame.id)?.(frame);
  });
  const send = (method: string, path: string, input: unknown, handler: (frame: Frame) => void) => {
    lastId += 1;
    handlers.set(lastId, handler);
    socket.send(JSON.stringify({ id: lastId, method, params: { path, input } }));
    return lastId;
  };
  const refusal = ({ error }: Frame, path: string) => {
    const protocol = error?.data.protocol;
    return new Error(`${path}: ${protocol?.code}: ${protocol?.message}`);
  };
  const client: GatewayClient = {
    call: (method, input) =>
      new Promise((resolve, reject) => {
        const id = send(METHODS[method].kind, method, input, (frame) => {
          handlers.delete(id);
          if (frame.error) reject(refusal(frame, method));
          // The gateway is trusted here: what it answers is validated by the tests.
          else resolve(frame.result?.data as never);
        });
      }),
    follow: (input, onEvent) =>
      new Promise((resolve, reject) => {
        send('subscription', 'events.stream', input, (frame) => {
          if (frame.error) reject(refusal(frame, 'events.stream'));
          else if (frame.result?.type === 'started') resolve();
          else if (frame.result?.id !== undefined) onEvent((frame.result.data as { data: Envelope }).data);
        });
      }),
    close: () => socket.terminate(),
  };
  await client.call('connect', { clientName: 'bench', clientVersion: '1', token });
  return client;
}

let keys = 0;
export function benchKey(): string {
  keys += 1;
  return `bench-${process.pid}-${keys}`;
}

export function openfoalLane(port: number, token: string): OpenLane {
  return async () => {
    const client = await connectGateway(port, token);
    const { id: sessionId } = await client.call('sessions.create', { idempotencyKey: benchKey() });
    let onEvent: (envelope: Envelope) => void = () => undefined;
    await client.follow({ sessionId }, (envelope) => onEvent(envelope));
    return {
      sessionId,
      turn: (input) =>
        new Promise((resolve, reject) => {
          const watch = startWatch();
          const stuck = setTimeout(() => reject(new Error(`a run of ${sessionId} hangs`)), TURN_LIMIT_MS);
          const end = (ok: boolean) => {
            clearTimeout(stuck);
            resolve(watch.end(ok));
          };
          onEvent = ({ event, payload }) => {
            if (event === 'agent.delta' && payload.delta !== '') watch.first();
            else if (event === 'agent.completed' || event === 'agent.failed') end(event === 'agent.completed');
          };
          client.call('agent.run', { sessionId, input, idempotencyKey: benchKey() }).catch(reject);
        }),
      close: client.close,
    };
  };
}

function startWatch() {
  const startedAt = performance.now();
  let firstMs: number | undefined;
  return {
    first: () => {
      firstMs ??= performance.now() - startedAt;
    },
    end: (ok: boolean): Turn => {
      const wholeMs = performance.now() - startedAt;
      return { ok, firstMs: firstMs ?? wholeMs, wholeMs };
    },
  };
}
