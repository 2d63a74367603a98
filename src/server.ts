/**
 * The entry: read the configuration, compose, listen on one port for pages and socket, and go away in order on SIGTERM.
 * `npm start` and `npm run dev` come here; what is behind each call is in compose.ts and pages.ts.
 */
import { createServer } from 'node:http';
import { type Application, compose, type Overrides } from './compose.ts';
import type { Config } from './config/config.ts';
import { newSecret } from './config/system.ts';
import { listen } from './listen.ts';
import { createPages, type Pages } from './pages.ts';

export type RunningServer = {
  application: Application;
  port: number;
  /** Where people open the page. */
  origin: string;
  stop(): Promise<void>;
};

/** @throws ProtocolError STORAGE_UNAVAILABLE, and what listening throws (EADDRINUSE) */
export async function startServer(
  config: Config,
  environment: Record<string, string | undefined>,
  options: { pages: { folder: string; dev: boolean } | undefined; overrides?: Overrides },
): Promise<RunningServer> {
  const application = await compose(config, environment, options.overrides);
  const { gateway, log } = application;
  let pages: Pages | undefined;

  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function serve(...[request, response]: Parameters<Pages['handleRequest']>): Promise<void> {
    if (await gateway.handleRequest(request, response)) return;
    if (pages) await pages.handleRequest(request, response);
    else response.writeHead(404).end();
  }

  server.on('upgrade', (request, socket, head) => {
    if (options.pages?.dev && pages && request.url?.startsWith('/_next/')) pages.handleUpgrade(request, socket, head);
    else gateway.handleUpgrade(request, socket, head);
  });

  const { port: wanted, host } = config;
  const port = await listen(server, { port: wanted, host, log }).catch(async (error: unknown) => {
    await application.drain();
    throw error;
  });
  application.listening(port);
  if (options.pages) {
    // Tells instrumentation.ts, another copy of our modules in this process, that the gateway is on this very port.
    Object.assign(globalThis, { [Symbol.for('openfoal.gateway')]: {} });
    pages = await createPages({ ...options.pages, hostname: config.host, port, newNonce: newSecret });
  }
  log.info({ port }, 'gateway is listening');

  return {
    application,
    port,
    origin: `http://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}`,
    stop: async () => {
      server.close();
      await application.drain();
      server.closeAllConnections();
      await pages?.close();
      log.info({}, 'gateway has stopped');
    },
  };
}
