/** A network between a browser and its gateway that can die without a word: nothing comes through and nothing is closed. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type HalfOpenProxy = {
  origin: string;
  /** Where to. */
  target: (port: number) => void;
  /** What is connected now goes silent, for good. What connects later is served. */
  freeze: () => void;
  /** What is connected now is cut off, so that both ends see it. What connects later is served. */
  cut: () => void;
  close: () => void;
};

export async function startHalfOpenProxy(): Promise<HalfOpenProxy> {
  let targetPort = 0;
  const pairs = new Set<[Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => to.write(chunk));
      from.on('close', () => {
        if (pairs.delete(pair)) to.destroy();
      });
      from.on('error', () => undefined);
    }
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const held: Socket[] = [];
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    target: (port) => {
      targetPort = port;
    },
    freeze: () => {
      for (const pair of pairs) {
        pairs.delete(pair);
        for (const socket of pair) {
          socket.removeAllListeners('data');
          socket.pause();
          held.push(socket);
        }
      }
    },
    cut: () => {
      for (const [near, far] of pairs) {
        near.destroy();
        far.destroy();
      }
    },
    close: () => {
      for (const socket of [...held, ...[...pairs].flat()]) socket.destroy();
      server.close();
    },
  };
}
