/**
 * Next behind our own server. It gets a server of its own that never listens: given the real one, it would add a second upgrade
 * listener that sees our sockets. The pages get their data over the socket like any other client. Source: architecture.md §3.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
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
  const handle = app.getRequestHandler();
  return {
    handleRequest: async (request, response) => {
      const nonce = options.newNonce();
      const policy = contentSecurityPolicy(nonce, options.dev);
      // Next takes the nonce for its own scripts from the request's policy.
      request.headers['content-security-policy'] = policy;
      request.headers['x-nonce'] = nonce;
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

/** Only what this site ships. Development needs eval for hot reload. */
export function contentSecurityPolicy(nonce: string, dev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? ' ws: http:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
