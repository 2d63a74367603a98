/** The gateway of a bare `npx next dev`: on a free port beside Next, found by the page through `globalThis` (see app/api/gateway). */

import { createServer } from 'node:http';
import { compose } from '../compose.ts';
import { readConfig } from '../config/config.ts';
import { processEnvironment } from '../config/environment.ts';
import { listen } from '../listen.ts';
import { localUrl, writeGatewayFile } from './gateway/gateway-file.ts';
import { signInNotice } from './sign-in-notice.ts';

const SHARED = Symbol.for('openfoal.gateway');

/** Starts it unless this process has a gateway already. */
export async function startSideGateway(): Promise<void> {
  const shared = globalThis as { [SHARED]?: { port: number } };
  if (shared[SHARED]) return;
  const environment = processEnvironment();
  const pagePort = environment.PORT ?? '3000';
  const pageOrigins = ['localhost', '127.0.0.1'].map((name) => `http://${name}:${pagePort}`);
  const aside = {
    ...environment,
    PORT: '0',
    OPENFOAL_ALLOWED_ORIGINS: [environment.OPENFOAL_ALLOWED_ORIGINS, ...pageOrigins].filter(Boolean).join(','),
  };
  const config = readConfig(aside);
  const application = await compose(config, aside);
  const server = createServer((request, response) => {
    application.gateway.handleRequest(request, response).then(
      (handled) => {
        if (!handled) response.writeHead(404).end();
      },
      () => response.writeHead(500).end(),
    );
  });
  server.on('upgrade', application.gateway.handleUpgrade);
  const port = await listen(server, { port: 0, host: '127.0.0.1', log: application.log });
  application.listening(port);
  shared[SHARED] = { port };
  // It stays until Next ends the process; then its pid is nobody's.
  writeGatewayFile(config.home, { url: localUrl('127.0.0.1', port), pid: process.pid });
  const { mintCode } = application.gateway.authenticator;
  console.error(signInNotice({ isTerminal: process.stderr.isTTY, origin: `http://localhost:${pagePort}`, mintCode }));
}
