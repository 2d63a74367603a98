/** Next with our pages and nothing else: what starting and idling cost before the gateway adds anything. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import next from 'next';

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
// A TCP server's address is an AddressInfo; the string form is for pipes.
const { port } = server.address() as AddressInfo;
// Tells instrumentation.ts that there is a gateway, so that it starts none beside these pages.
Object.assign(globalThis, { [Symbol.for('openfoal.gateway')]: {} });
const app = next({
  dir: resolve(import.meta.dirname, '../../..'),
  dev: false,
  hostname: '127.0.0.1',
  port,
  httpServer: createServer(),
});
await app.prepare();
const handle = app.getRequestHandler();
server.on('request', (request, response) => void handle(request, response));
console.log(JSON.stringify({ port }));
process.once('SIGTERM', () => process.exit());
