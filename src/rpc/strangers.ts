/**
 * Bounds on sockets of nobody: how many there may be, and how many bytes each may send before connect succeeded. ws itself keeps
 * a message until its last byte, so without the count of bytes everybody could make us keep the largest message of a friend.
 */
import type { Socket } from 'node:net';
import { LIMITS } from '../protocol/limits.ts';

/** The largest first message, and room for frame headers and the messages behind it. */
const MAX_BYTES = LIMITS.maxMessageBytesBeforeConnect + 4 * 1024;
const MAX_PER_ADDRESS = 64;
const MAX_IN_TOTAL = 512;

export type Strangers = {
  hasRoom(address: string): boolean;
  /** Counts a socket and its bytes until `leave` (which works once); calls `tooMuch` when it sent more than it may. */
  enter(socket: Socket, address: string, tooMuch: () => void): { leave(): void };
};

/** `factor` scales the numbers of sockets (benchmarks). */
export function createStrangers(factor: number): Strangers {
  const scale = Math.max(1, factor);
  const perAddress = new Map<string, number>();
  let total = 0;

  function count(address: string, change: 1 | -1): void {
    total += change;
    const now = (perAddress.get(address) ?? 0) + change;
    if (now === 0) perAddress.delete(address);
    else perAddress.set(address, now);
  }

  return {
    hasRoom: (address) => total < MAX_IN_TOTAL * scale && (perAddress.get(address) ?? 0) < MAX_PER_ADDRESS * scale,
    enter: (socket, address, tooMuch) => {
      let here = true;
      let bytes = 0;
      const onData = (chunk: Buffer): void => {
        bytes += chunk.byteLength;
        if (bytes <= MAX_BYTES) return;
        leave();
        tooMuch();
        // Nothing more is read, and the close frame is all that still goes out.
        socket.pause();
        socket.destroySoon();
      };
      function leave(): void {
        if (!here) return;
        here = false;
        socket.off('data', onData);
        count(address, -1);
      }
      count(address, 1);
      socket.on('data', onData);
      socket.once('close', leave);
      return { leave };
    },
  };
}
