/** Next with our pages and nothing else: what starting and idling cost before the gateway adds anything. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import next from 'next';

const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
// A TCP server's address is an AddressInfo; the string form is for pipes.
const { port } = server.address() as AddressInfo;
// instrumentation.ts would load a gateway beside these pages: it gets one that does nothing.
registerHooks({
  resolve: (specifier, context, next_) =>
    specifier.endsWith('/side-gateway.ts')
      ? { url: 'data:text/javascript,export const startSideGateway = () => undefined', shortCircuit: true }
      : next_(specifier, context),
});
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
