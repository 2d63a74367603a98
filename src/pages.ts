/**
 * Next behind our own server. It gets a server of its own that never listens: given the real one, it would add a second upgrade
 * listener that sees our sockets. The pages get their data over the socket like any other client. Source: architecture.md §3.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

export type Pages = {
  handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Hot reload, in development only. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
};

export async function createPages(options: {
  folder: string;
  dev: boolean;
  hostname: string;
  port: number;
  newNonce: () => string;
}): Promise<Pages> {
  const unheard = createServer();
  // Only here: a gateway without pages does not load Next.
  const { default: next } = await import('next');
  const app = next({
    dir: options.folder,
    dev: options.dev,
    hostname: options.hostname,
    port: options.port,
    httpServer: unheard,
  });
  await app.prepare();
  const build = options.dev ? undefined : await readBuild(options.folder);
  const handle = app.getRequestHandler();
  return {
    handleRequest: async (request, response) => {
      const nonce = options.newNonce();
      const policy = contentSecurityPolicy(nonce, options.dev);
      // Next takes the nonce for its own scripts from the request's policy.
      request.headers['content-security-policy'] = policy;
      request.headers['x-nonce'] = nonce;
      // Whatever the client says, the page is told by us which build it is: its service worker keeps the files of that one.
      delete request.headers['x-build'];
      if (build !== undefined) request.headers['x-build'] = build;
      response.setHeader('content-security-policy', policy);
      response.setHeader('referrer-policy', 'no-referrer');
      response.setHeader('x-frame-options', 'DENY');
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()');
      await handle(request, response);
    },
    handleUpgrade: (request, socket, head) => {
      if (options.dev && request.url?.startsWith('/_next/')) unheard.emit('upgrade', request, socket, head);
      else socket.destroy();
    },
    close: () => app.close(),
  };
}

/** The name that Next gave to what it built. */
async function readBuild(folder: string): Promise<string> {
  return (await readFile(join(folder, '.next', 'BUILD_ID'), 'utf8')).trim();
}

/** Only what this site ships. Development needs eval for hot reload. */
export function contentSecurityPolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? ' ws: http:' : ''}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
