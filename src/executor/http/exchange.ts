import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Status line and headers of an answer; more is an error. */
const MAX_HEADER_BYTES = 32 * 1024;

/** What is sent over one connection. */
export type Message = {
  method: string;
  /** Path and query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | undefined;
};

/**
 * Sends one message over a connection of its own and answers when the headers of the response are there. No agent takes part: no
 * reuse, no proxy of the environment. Destroying the socket ends it at any point.
 */
export function exchange(socket: Socket, { method, path, headers, body }: Message): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the connection ended without an answer'));
    if (socket.destroyed) return ended();
    socket.once('close', ended);
    const call: ClientRequest = httpRequest({
      createConnection: () => socket,
      method,
      path,
      headers,
      setHost: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
    });
    call.on('response', (response) => {
      // Its reader hears of an error; an answer that nobody reads must not end the process with one.
      response.on('error', () => undefined);
      resolve(response);
    });
    call.on('error', reject);
    // Nobody asked to speak another protocol.
    call.on('upgrade', () => reject(new Error('the server switched to another protocol')));
    call.end(body);
  });
}
