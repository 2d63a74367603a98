import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { createManualClock } from './manual-clock.fixture.ts';
import { guardSocket } from './socket.ts';

/** The parts of a ws socket that the guard uses, with a kernel that takes nothing until `drain`. */
function fakeSocket() {
  const taken: (() => void)[] = [];
  const ws = Object.assign(new EventEmitter(), {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    sent: [] as string[],
    closedWith: undefined as number | undefined,
    send: (data: string, done: () => void) => {
      ws.sent.push(data);
      ws.bufferedAmount += data.length;
      taken.push(done);
    },
    close: (code: number) => {
      ws.closedWith ??= code;
      ws.readyState = 2;
    },
    terminated: false,
    terminate: () => {
      ws.terminated = true;
    },
    drain: () => {
      ws.bufferedAmount = 0;
      for (const done of taken.splice(0)) done();
    },
  });
  return ws;
}

function guarded(expectsParams = false, messagesPerSecond = 200) {
  const ws = fakeSocket();
  const clock = createManualClock();
  const socket = guardSocket(ws as unknown as WebSocket, {
    clock,
    traceId: () => 'f'.repeat(32),
    expectsParams,
    messagesPerSecond,
  });
  const passed: string[] = [];
  socket.facade.on('message', (data: Buffer) => passed.push(data.toString()));
  const receive = async (text: string) => {
    ws.emit('message', Buffer.from(text), false);
    await new Promise(setImmediate);
  };
  return { ws, clock, socket, passed, receive };
}

const CONNECT = '{"id":1,"method":"query","params":{"path":"connect"}}';

describe('while connect is not answered', () => {
  test('what follows is held back, and passes in order once connected', async () => {
    const { socket, passed, receive } = guarded();
    await receive(CONNECT);
    await receive('{"id":2}');
    await receive('{"id":3}');
    expect(passed).toEqual([CONNECT]);
    socket.connected();
    await receive('{"id":4}');
    expect(passed).toEqual([CONNECT, '{"id":2}', '{"id":3}', '{"id":4}']);
  });

  test('what follows is 64 KiB in all: more closes 1009 and nothing of it passes', async () => {
    const { ws, socket, passed, receive } = guarded(true);
    await receive('{"method":"connectionParams","data":{}}');
    await receive(' '.repeat(40 * 1024));
    expect(ws.closedWith).toBeUndefined();
    await receive(' '.repeat(40 * 1024));
    expect(ws.closedWith).toBe(1009);
    socket.connected();
    await receive('{"id":2}');
    expect(passed).toHaveLength(1);
  });
});

describe('a socket that is being closed', () => {
  test('passes nothing on any more', async () => {
    const { socket, passed, receive } = guarded();
    await receive(CONNECT);
    socket.connected();
    socket.closeSoon(1001);
    await receive('{"id":2}');
    expect(passed).toEqual([CONNECT]);
  });

  test('is ended after a second when a stranger does not agree; who is known may take its time', async () => {
    const [stranger, friend] = [guarded(), guarded()];
    await friend.receive(CONNECT);
    friend.socket.connected();
    for (const { socket, clock } of [stranger, friend]) {
      socket.close(1001);
      clock.advance(1_000);
    }
    expect([stranger.ws.terminated, friend.ws.terminated]).toEqual([true, false]);
  });

  test('shows it to tRPC, which stops its work by it', () => {
    const { ws, socket } = guarded();
    expect(socket.facade.readyState).toBe(1);
    ws.close(1000);
    expect(socket.facade.readyState).toBe(2);
  });
});

describe('a reader that takes nothing', () => {
  test('makes the sender of events wait above 64 KiB, until it has taken them or is gone', async () => {
    const { ws, socket } = guarded();
    socket.facade.send('x'.repeat(64 * 1024));
    expect(socket.writable()).toBeUndefined();
    socket.facade.send('x');
    const taken = socket.writable();
    expect(taken).toBeInstanceOf(Promise);
    ws.drain();
    await taken;
    expect(socket.writable()).toBeUndefined();

    socket.facade.send('x'.repeat(64 * 1024 + 1));
    const gone = socket.writable();
    ws.emit('close');
    await gone;
    expect(socket.signal.aborted).toBe(true);
  });

  test('is closed 1013 when 16 MiB of answers that it asked for pile up', () => {
    const { ws, socket } = guarded();
    const answer = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 16; n += 1) socket.facade.send(answer);
    expect(ws.closedWith).toBeUndefined();
    socket.facade.send(answer);
    expect(ws.closedWith).toBe(1013);
    socket.facade.send(answer);
    expect(ws.sent).toHaveLength(17);
  });
});

describe('over the rate', () => {
  const idsSent = ({ sent }: { sent: string[] }) => sent.map((text) => (JSON.parse(text) as { id: unknown }).id);

  test('a large message is refused without being read, and who goes on is closed 1013', async () => {
    const { ws, socket, receive } = guarded(false, 0.2);
    await receive(CONNECT);
    socket.connected();
    await receive('{"id":2}');
    await receive('{"id":3}');
    await receive(`{"id":4,"x":"${'x'.repeat(64 * 1024)}"}`);
    expect(idsSent(ws)).toEqual([3, null]);
    expect(ws.closedWith).toBeUndefined();
    await receive('{"id":5}');
    await receive('{"id":6}');
    expect(ws.closedWith).toBe(1013);
    expect(idsSent(ws)).toEqual([3, null, 5]);
  });
});
