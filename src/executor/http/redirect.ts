import { blocked, parseTarget, type Target } from './target.ts';

/** A request on its way; `body` is undefined when there is none to send. */
export type Hop = {
  target: Target;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | undefined;
};

/**
 * What another origin may know of the headers of a request. A list of what may go, not of what may not: nobody can list the names
 * under which keys and tokens are sent.
 */
const HARMLESS = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'content-language',
  'content-type',
  'user-agent',
]);
const OF_A_BODY = /^content-/;

/**
 * The request that a redirect asks for, by the rules that browsers follow (Fetch standard, "HTTP-redirect fetch"), or undefined
 * when the answer is no redirect.
 * @throws ProtocolError SSRF_BLOCKED when it leads where no request may go, or from https to http
 */
export function redirectOf(
  hop: Hop,
  { status, location }: { status: number; location: string | undefined },
): Hop | undefined {
  if (location === undefined || ![301, 302, 303, 307, 308].includes(status)) return undefined;
  // Header bytes come as Latin-1; a path in another script is sent as UTF-8.
  const target = parseTarget(Buffer.from(location, 'latin1').toString('utf8'), hop.target.url);
  if (hop.target.secure && !target.secure) throw blocked('it was redirected from https to http');

  const keepsReading = hop.method === 'GET' || hop.method === 'HEAD';
  const becomesGet = (status === 303 && !keepsReading) || (status <= 302 && hop.method === 'POST');
  const sameOrigin = hop.target.url.origin === target.url.origin;
  const headers = Object.entries(hop.headers).filter(
    ([name]) => (sameOrigin || HARMLESS.has(name.toLowerCase())) && !(becomesGet && OF_A_BODY.test(name.toLowerCase())),
  );
  return {
    target,
    method: becomesGet ? 'GET' : hop.method,
    headers: Object.fromEntries(headers),
    body: becomesGet ? undefined : hop.body,
  };
}
