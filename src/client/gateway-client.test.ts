/** Against a real tRPC WebSocket server on a real socket: what breaks here breaks between the two libraries. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { initTRPC, TRPCError, tracked } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Envelope } from '../protocol/events.ts';
import type { CallFailure } from './call-failure.ts';
import { accepted, journal } from './fold/journal.fixture.ts';
import { createGatewayClient } from './gateway-client.ts';

const NO_KEY = { runId: 'r', status: 'aborted' as const };
const events = journal([accepted('r1'), accepted('r2'), accepted('r3'), accepted('r4')]);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

type Behaviour = {
  /** What the page has kept of its sign-in. */
  signInKey?: () => string;
  abort?: (input: { idempotencyKey: string }, cut: () => void) => unknown;
  /** Cuts the connection after this many events of a stream, once. */
  cutAfter?: number;
  unauthorized?: boolean;
  refuseStream?: boolean;
};

async function serve(behaviour: Behaviour) {
  const t = initTRPC.create({
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      data: { ...shape.data, protocol: { code: error.message, message: 'm', retryable: false, traceId: 'trace_1' } },
    }),
  });
  const wss = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const cut = (): void => wss.clients.forEach((socket) => socket.terminate());
  const seen = { resumedFrom: [] as unknown[], params: [] as unknown[], started: 0 };
  let cuts = behaviour.cutAfter === undefined ? 0 : 1;
  const any = (input: unknown) => input as { idempotencyKey: string };
  const router = t.router({
    agent: {
      abort: t.procedure.input(any).mutation(({ input }) => behaviour.abort?.(input, cut) ?? NO_KEY),
    },
    events: {
      stream: t.procedure
        .input((input) => input as { after?: string; lastEventId?: string })
        .subscription(async function* ({ input, signal }) {
          if (behaviour.refuseStream) throw new TRPCError({ code: 'BAD_REQUEST', message: 'RESYNC_REQUIRED' });
          seen.started += 1;
          const from = input.lastEventId ?? input.after;
          seen.resumedFrom.push(from);
          let sent = 0;
          for (const event of events.slice(Number(from ?? 0))) {
            if (cuts > 0 && sent === behaviour.cutAfter) {
              cuts -= 1;
              cut();
              return;
            }
            yield tracked(String(event.seq), event);
            sent += 1;
          }
          if (signal) await once(signal, 'abort').catch(() => undefined);
        }),
    },
  });
  applyWSSHandler({
    wss,
    router,
    createContext: ({ info, res }) => {
      seen.params.push(info.connectionParams);
      if (behaviour.unauthorized) {
        setImmediate(() => res.close(4401));
        throw new TRPCError({ code: 'UNAUTHORIZED', message: 'UNAUTHORIZED' });
      }
      return {};
    },
  });
  await once(wss, 'listening');
  cleanUp.push(() => {
    cut();
    wss.close();
  });
  const client = createGatewayClient({
    wsUrl: () => `ws://127.0.0.1:${(wss.address() as AddressInfo).port}/ws`,
    ...(behaviour.signInKey ? { signInKey: behaviour.signInKey } : {}),
  });
  cleanUp.push(() => client.close());
  return { client, seen, cut };
}

test('a refusal reaches the caller with its code and is not sent again', async () => {
  let sends = 0;
  const { client } = await serve({
    abort: () => {
      sends += 1;
      throw new TRPCError({ code: 'CONFLICT', message: 'SESSION_BUSY' });
    },
  });
  const failure = await client.mutate('agent.abort', { runId: 'r' }).catch((error: unknown) => error as CallFailure);
  expect(failure).toMatchObject({ name: 'CallFailure', refusal: { code: 'SESSION_BUSY', traceId: 'trace_1' } });
  expect(sends).toBe(1);
});

test('without a valid credential it stops: one connection, signed out, and every call refused', async () => {
  const { client, seen } = await serve({ unauthorized: true });
  await vi.waitFor(() => expect(client.connection.get()).toBe('signed-out'));
  await expect(client.mutate('agent.abort', { runId: 'r' })).rejects.toThrow('signed out');
  expect(seen.params).toHaveLength(1);
});

test('a mutation whose connection drops is sent again with the same key', async () => {
  const keys: string[] = [];
  const { client } = await serve({
    abort: ({ idempotencyKey }, cut) => {
      keys.push(idempotencyKey);
      if (keys.length === 1) {
        cut();
        return new Promise(() => {});
      }
      return NO_KEY;
    },
  });
  expect(await client.mutate('agent.abort', { runId: 'r' })).toEqual(NO_KEY);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});

test('says who it is and which protocol it speaks before anything else', async () => {
  const { client, seen } = await serve({});
  await client.mutate('agent.abort', { runId: 'r' });
  expect(seen.params[0]).toEqual({ clientName: 'webchat', clientVersion: '0.1.0', protocolVersion: '1.0.0' });
});

test('shows its half of the sign-in at every connect, as it is by then', async () => {
  const kept = ['first', 'second'];
  const { client, seen, cut } = await serve({ signInKey: () => kept.shift() ?? 'none' });
  await vi.waitFor(() => expect(client.connection.get()).toBe('open'));
  cut();
  await vi.waitFor(() => expect(seen.params).toHaveLength(2));
  expect(seen.params).toMatchObject([{ signInKey: 'first' }, { signInKey: 'second' }]);
});

test('a stream resumes after the last event it delivered, without gap or repeat', async () => {
  const { client, seen } = await serve({ cutAfter: 2 });
  const got: Envelope[] = [];
  let started = 0;
  const stop = client.stream(
    { sessionId: 's_1', after: '0' },
    { onEvent: (event) => got.push(event), onStarted: () => (started += 1), onEnd: () => {} },
  );
  await vi.waitFor(() => expect(got).toHaveLength(4));
  expect(got).toEqual(events);
  expect(seen.resumedFrom).toEqual(['0', '2']);
  expect(started).toBe(2);
  stop();
});

test('a stream that is refused ends once, with the code', async () => {
  const { client } = await serve({ refuseStream: true });
  const ends: CallFailure[] = [];
  client.stream({ after: 'x' }, { onEvent: () => {}, onEnd: (failure) => ends.push(failure) });
  await vi.waitFor(() => expect(ends.map((end) => end.refusal?.code)).toEqual(['RESYNC_REQUIRED']));
});

test('a lost connection is said, and so is the next one', async () => {
  const { client, cut } = await serve({});
  await vi.waitFor(() => expect(client.connection.get()).toBe('open'));
  const states: string[] = [];
  client.connection.subscribe(() => states.push(client.connection.get()));
  cut();
  await vi.waitFor(() => expect(states).toEqual(['offline', 'open']));
});
