import type { IncomingMessage } from 'node:http';
import { ProtocolError } from '../../protocol/errors.ts';
import { type HttpClient, type HttpRequest, type HttpResponse, headersProblem } from '../http-port.ts';
import { openConnection } from './connection.ts';
import { failed, withDeadline } from './deadline.ts';
import { exchange, type Message } from './exchange.ts';
import { ACCEPT_ENCODING, readBody } from './read-body.ts';
import { type Hop, redirectOf } from './redirect.ts';
import { isForeignPublicAddress, type Resolve, refuseAddress, resolveTarget, systemResolve } from './resolve-target.ts';
import { blocked, parseTarget } from './target.ts';

const MAX_REDIRECTS = 5;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const WITH_BODY = ['POST', 'PUT', 'PATCH'];
const USER_AGENT = 'OpenFoal';

export type HttpClientOptions = {
  resolve?: Resolve;
  /** Addresses allowed besides public ones. For tests of this folder, which serve on loopback; compose gives none. */
  permit?: (address: string, port: number) => boolean;
  /** Certificates trusted instead of the system's, PEM. For tests too. */
  ca?: string;
};

type Answer = { next: Hop } | { response: IncomingMessage; body: Uint8Array; truncated: boolean };

/**
 * The client of http-port.ts. Over node:http and not over fetch, which cannot be told what addresses a connection may go to
 * without undici as a dependency of its own.
 */
export function createHttpClient({ resolve = systemResolve, permit, ca }: HttpClientOptions = {}): HttpClient {
  const guard = {
    resolve,
    allows: (address: string, port: number) => isForeignPublicAddress(address) || permit?.(address, port) === true,
  };

  /** One request and its answer, over a connection that does not outlive it. */
  async function send(hop: Hop, maxBytes: number, signal: AbortSignal): Promise<Answer> {
    const addresses = await resolveTarget(guard, hop.target);
    signal.throwIfAborted();
    const socket = await openConnection(hop.target, addresses, { signal, ca });
    const stop = () => void socket.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      const response = await exchange(socket, messageOf(hop));
      const next = redirectOf(hop, { status: response.statusCode ?? 0, location: response.headers.location });
      return next ? { next } : { response, ...(await readBody(response, maxBytes)) };
    } finally {
      signal.removeEventListener('abort', stop);
      socket.destroy();
    }
  }

  return {
    check: (url) => refuseAddress(guard, parseTarget(url)),

    request: async (request, caller) => {
      let hop = firstHop(request);
      const redirects: string[] = [];
      const deadline = { timeoutMs: request.timeoutMs, signal: caller, host: hop.target.host };
      return withDeadline(deadline, async (signal) => {
        for (;;) {
          const answer = await send(hop, request.maxBytes, signal);
          if (!('next' in answer)) return responseOf(answer, hop, redirects);
          if (redirects.length === MAX_REDIRECTS) throw failed(`It was redirected more than ${MAX_REDIRECTS} times.`);
          const { target, method } = answer.next;
          if (!request.mayFollow({ url: target.url.href, host: target.host, method })) {
            throw blocked(`it was redirected to ${JSON.stringify(target.url.href)}, which nobody was asked about`);
          }
          redirects.push(target.url.href);
          hop = answer.next;
        }
      });
    },
  };
}

function firstHop({ method, url, headers, body }: HttpRequest): Hop {
  if (!METHODS.includes(method))
    throw new ProtocolError('INVALID_REQUEST', `method: use one of ${METHODS.join(', ')}.`);
  const problem = headersProblem(headers);
  if (problem !== undefined) throw new ProtocolError('INVALID_REQUEST', `headers: ${problem}.`);
  return { target: parseTarget(url), method, headers, body };
}

function messageOf({ target, method, headers, body }: Hop): Message {
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const length = body?.length ?? (WITH_BODY.includes(method) ? 0 : undefined);
  return {
    method,
    path: target.url.pathname + target.url.search,
    headers: {
      host: target.url.host,
      'user-agent': USER_AGENT,
      accept: '*/*',
      ...Object.fromEntries(given),
      'accept-encoding': ACCEPT_ENCODING,
      connection: 'close',
      ...(length === undefined ? {} : { 'content-length': String(length) }),
    },
    body,
  };
}

function responseOf(
  { response, body, truncated }: Exclude<Answer, { next: Hop }>,
  hop: Hop,
  redirects: readonly string[],
): HttpResponse {
  const headers = Object.entries(response.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers: Object.fromEntries(headers),
    body,
    truncated,
    url: hop.target.url.href,
    redirects,
  };
}
