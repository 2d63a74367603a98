import type { Server } from 'node:http';
import type { Log } from './domain/ports.ts';

/** Far more than one person's tabs and clients, and below the usual bound on open files. */
const MAX_CONNECTIONS = 2048;

/**
 * Listens, and keeps listening whatever the server reports later: an error that nobody handles would end the process.
 * Answers the port. @throws what listening throws (EADDRINUSE)
 */
export function listen(server: Server, { port, host, log }: { port: number; host: string; log: Log }): Promise<number> {
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (_error, socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      server.on('error', (error) => log.error({ err: error }, 'the listener failed'));
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
