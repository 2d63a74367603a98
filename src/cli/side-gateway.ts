/** The gateway of a bare `npx next dev`: on a free port beside Next, found by the page through `globalThis` (see app/api/gateway). */

import { createServer } from 'node:http';
import { compose } from '../compose.ts';
import { readConfig } from '../config/config.ts';
import { processEnvironment } from '../config/environment.ts';

const SHARED = Symbol.for('openfoal.gateway');

/** Starts it unless this process has a gateway already. */
export async function startSideGateway(): Promise<void> {
  const shared = globalThis as { [SHARED]?: { port: number } };
  if (shared[SHARED]) return;
  const environment = processEnvironment();
  const pagePort = environment.PORT ?? '3000';
  const pageOrigins = ['localhost', '127.0.0.1'].map((name) => `http://${name}:${pagePort}`);
  const config = readConfig({
    ...environment,
    PORT: '0',
    OPENFOAL_ALLOWED_ORIGINS: [environment.OPENFOAL_ALLOWED_ORIGINS, ...pageOrigins].filter(Boolean).join(','),
  });
  const application = await compose(config, environment);
  const server = createServer((request, response) => {
    application.gateway.handleRequest(request, response).then(
      (handled) => {
        if (!handled) response.writeHead(404).end();
      },
      () => response.writeHead(500).end(),
    );
  });
  server.on('upgrade', application.gateway.handleUpgrade);
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the side gateway has no port');
  application.listening(address.port);
  shared[SHARED] = { port: address.port };
  const code = application.gateway.authenticator.mintCode();
  console.error(`\nOpenFoal: sign in once, within five minutes:\n\n  ${pageOrigins[0]}/signin#code=${code}\n`);
}
