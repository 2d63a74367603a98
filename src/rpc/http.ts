/**
 * The few HTTP routes of the gateway: health, the schema, and the two writes there are over HTTP, signing in and out. Answers
 * false for everything else, which is the page's. Source: protocol.md §1 and §2, architecture.md §3.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { isProtocolError, ProtocolError } from '../protocol/errors.ts';
import { buildJsonSchema } from '../protocol/json-schema.ts';
import type { AllowedHosts } from './allowed-hosts.ts';
import type { Authenticator } from './authenticator.ts';
import type { CookieJar } from './cookies.ts';

const MAX_BODY_BYTES = 4 * 1024;
const Secret = z.string().min(1).max(512);
const SignInBody = z.strictObject({ code: Secret });
const SignOutBody = z.strictObject({ key: Secret.optional() });

type Deps = {
  allowed: AllowedHosts;
  authenticator: Authenticator;
  cookies: CookieJar;
  traceId: () => string;
  ready: () => Promise<{ ok: boolean; checks: Record<string, boolean> }>;
  /** Ends the connections that came with this cookie. */
  signedOut: (cookie: string) => void;
};

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export function createHttpHandler(deps: Deps): HttpHandler {
  let schema: string | undefined;

  async function route(request: IncomingMessage, response: ServerResponse, traceId: string): Promise<boolean> {
    const path = (request.url ?? '').split('?', 1)[0];
    if (!path?.startsWith('/') || path.startsWith('//')) {
      throw new ProtocolError('INVALID_REQUEST', 'The request path is not valid.');
    }
    switch (path) {
      case '/healthz':
        requireMethod(request, 'GET');
        send(response, 200, { status: 'ok' });
        return true;
      case '/readyz': {
        requireMethod(request, 'GET');
        const { ok, checks } = await deps.ready();
        send(response, ok ? 200 : 503, { status: ok ? 'ready' : 'not ready', checks });
        return true;
      }
      case '/schema':
        requireMethod(request, 'GET');
        schema ??= JSON.stringify(buildJsonSchema());
        response.writeHead(200, { 'content-type': 'application/schema+json; charset=utf-8' }).end(schema);
        return true;
      case '/auth/session':
        await session(request, response, traceId);
        return true;
      default:
        return false;
    }
  }

  async function session(request: IncomingMessage, response: ServerResponse, traceId: string): Promise<void> {
    const { origin } = request.headers;
    // Cookies are written here: only for a page of ours, and a browser always names its origin on these methods.
    if (origin === undefined || !deps.allowed.origin(origin)) {
      throw new ProtocolError('FORBIDDEN', 'This origin may not sign in here: open the page of the gateway itself.');
    }
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('vary', 'origin');
    const secure = origin.startsWith('https:');
    switch (request.method) {
      case 'OPTIONS':
        response
          .writeHead(204, {
            'access-control-allow-methods': 'POST, DELETE',
            'access-control-allow-headers': 'content-type',
          })
          .end();
        return;
      case 'POST': {
        const { code } = parseBody(SignInBody, await readBody(request));
        const remoteAddress = request.socket.remoteAddress ?? '';
        const { cookie, key, maxAgeMs } = await deps.authenticator.signIn(code, { remoteAddress, traceId });
        response.setHeader('set-cookie', deps.cookies.write(cookie, { maxAgeMs, secure }));
        send(response, 200, { key });
        return;
      }
      case 'DELETE': {
        // Whatever the body says, this browser is out: without the cookie the row that may stay is of no use to it.
        const cookie = deps.cookies.read(request);
        response.setHeader('set-cookie', deps.cookies.write('', { maxAgeMs: 0, secure }));
        if (cookie !== undefined) deps.signedOut(cookie);
        const { key } = parseBody(SignOutBody, (await readBody(request)) || '{}');
        if (cookie !== undefined && key !== undefined) await deps.authenticator.signOut({ cookie, key });
        response.writeHead(204).end();
        return;
      }
      default:
        requireMethod(request, 'POST');
    }
  }

  return async (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    const traceId = deps.traceId();
    try {
      if (!deps.allowed.host(request.headers.host))
        throw new ProtocolError('FORBIDDEN', 'This Host is not served here.');
      return await route(request, response, traceId);
    } catch (error) {
      if (!isProtocolError(error)) throw error;
      send(response, STATUS[error.code] ?? 400, { error: error.toShape(traceId) });
      return true;
    }
  };
}

const STATUS: Partial<Record<ProtocolError['code'], number>> = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  METHOD_NOT_FOUND: 405,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  STORAGE_FULL: 503,
  STORAGE_UNAVAILABLE: 503,
};

function requireMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method && !(method === 'GET' && request.method === 'HEAD')) {
    throw new ProtocolError('METHOD_NOT_FOUND', `Use ${method} here.`);
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      const piece = Buffer.from(chunk as Uint8Array);
      bytes += piece.byteLength;
      if (bytes > MAX_BODY_BYTES) throw new ProtocolError('PAYLOAD_TOO_LARGE');
      chunks.push(piece);
    }
  } catch (cause) {
    if (isProtocolError(cause)) throw cause;
    // Whoever sent it went away in the middle: nothing of ours is broken, and nobody waits for the answer.
    throw new ProtocolError('INVALID_REQUEST', 'The body of the request broke off.', { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody<S extends z.ZodObject>(schema: S, text: string): z.infer<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const [field] = Object.keys(schema.shape);
    throw new ProtocolError('INVALID_REQUEST', `${field}: send {"${field}": "…"} as JSON.`, { cause });
  }
}
