/** Against a TCP server that plays the gateway on a network that died: it takes everything and says nothing. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { createPromptSockets } from './prompt-socket.ts';

/** Long enough to open on a busy machine; what is given up is given up at once. */
const FAST = { openMs: 15_000, answerMs: 50, goodbyeMs: 20 };
const PATIENCE = { timeout: 15_000 };
const cleanUp: (() => unknown)[] = [];
afterEach(() => {
  for (const each of cleanUp.splice(0).reverse()) each();
});

const closes = (socket: WebSocket) => {
  const told = vi.fn<() => void>();
  socket.addEventListener('close', told);
  return told;
};

/** A server whose sockets answer until `die`, and stay open after it. */
async function serve() {
  const http = createHttpServer();
  const wss = new WebSocketServer({ noServer: true });
  const raw = new Set<Socket>();
  http.on('connection', (socket: Socket) => raw.add(socket));
  http.on('upgrade', (request, socket, head) =>
    wss.handleUpgrade(request, socket, head, (ws) => ws.on('message', () => ws.send('PONG'))),
  );
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  cleanUp.push(() => {
    for (const socket of raw) socket.destroy();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}`, die: () => raw.forEach((socket) => socket.pause()) };
}

async function opened(url: string, timings = FAST) {
  const sockets = createPromptSockets(WebSocket, timings);
  const socket = new sockets.WebSocket(url);
  cleanUp.push(() => socket.close());
  await once(socket, 'open');
  return { socket, ...sockets };
}

test('a socket whose peer is gone without a word is closed when it is asked', async () => {
  const { url, die } = await serve();
  const { socket, checkNow } = await opened(url);
  const told = closes(socket);
  die();
  checkNow();
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), PATIENCE);
});

test('a socket that answers stays open, however often it is asked', async () => {
  const { url } = await serve();
  const { socket, checkNow } = await opened(url, { ...FAST, answerMs: 2_000 });
  const answers = vi.fn<() => void>();
  socket.addEventListener('message', answers);
  checkNow();
  checkNow();
  await vi.waitFor(() => expect(answers).toHaveBeenCalledTimes(1), PATIENCE);
  checkNow();
  await vi.waitFor(() => expect(answers).toHaveBeenCalledTimes(2), PATIENCE);
  expect(socket.readyState).toBe(socket.OPEN);
});

test('whoever closes a socket is told so once, also when the peer says goodbye after that', async () => {
  const { url, die } = await serve();
  const { socket } = await opened(url);
  const told = closes(socket);
  die();
  socket.close();
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), PATIENCE);
  socket.dispatchEvent(new Event('close'));
  expect(told).toHaveBeenCalledTimes(1);
});

test('an opening that nobody answers is given up', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  cleanUp.push(() => silent.close());
  const { WebSocket: Prompt } = createPromptSockets(WebSocket, { ...FAST, openMs: 50 });
  const socket = new Prompt(`ws://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  const told = closes(socket);
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), PATIENCE);
});
