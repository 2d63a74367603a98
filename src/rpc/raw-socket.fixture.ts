/** Sockets below the bare client: bytes over TCP, and WebSocket conversations that end with a close. */
import { connect } from 'node:net';
import WebSocket from 'ws';

/** Sends bytes over TCP and answers everything that came back until the gateway ended the connection. */
export function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** An upgrade request as text; a header of undefined is left out. */
export function upgradeRequest(target: string, headers: Record<string, string | undefined>): string {
  const all: Record<string, string | undefined> = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

export type Said = { frames: unknown[]; code: number };

export type ErrorFrame = {
  id: unknown;
  error: { code: number; message: string; data: { protocol: { code: string; message: string; traceId: string } } };
};

/** The protocol codes of the error frames, with the ids they answer. */
export function refusals({ frames }: { frames: readonly unknown[] }): [unknown, string][] {
  return frames.flatMap((frame): [unknown, string][] => {
    const { id, error } = frame as Partial<ErrorFrame>;
    return error === undefined ? [] : [[id, error.data.protocol.code]];
  });
}

/** Opens a socket, sends the messages at once, and answers all that was said by the gateway until it closed. */
export function sayUntilClosed(
  url: string,
  messages: readonly (string | Buffer)[],
  headers: Record<string, string> = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, headers });
    const frames: unknown[] = [];
    socket.on('open', () => {
      for (const message of messages) socket.send(message);
    });
    socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString('utf8'))));
    socket.on('unexpected-response', (_request, response) => reject(new Error(`HTTP ${response.statusCode}`)));
    socket.on('error', reject);
    socket.on('close', (code) => resolve({ frames, code }));
  });
}
