/**
 * Postgres for the suites that ask for one. A door listens at once and starts the server when somebody first knocks, so a
 * run without such a suite pays nothing.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser of the private server. Suites use createTestDatabase() of postgres.ts instead of sharing this database. */
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: ReturnType<typeof startPostgres> | undefined;
  const sockets = new Set<Socket>();

  const admit = async (client: Socket) => {
    sockets.add(client);
    client.on('error', () => client.destroy()).on('close', () => sockets.delete(client));
    starting ??= startPostgres();
    const { port } = await starting;
    const server = connect(port, '127.0.0.1').on('error', () => client.destroy());
    client.on('close', () => server.destroy());
    client.pipe(server).pipe(client);
  };
  const door = createServer((client) => {
    admit(client).catch((error: unknown) => {
      console.error('The private Postgres did not start:', error);
      client.destroy();
    });
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  project.provide('postgresUrl', `postgres://postgres@127.0.0.1:${address.port}/postgres`);

  return async () => {
    for (const socket of sockets) socket.destroy();
    door.close();
    await starting?.then(
      (server) => server.stop(),
      () => undefined, // already reported by the test that asked
    );
  };
}
