import { isIP } from 'node:net';
import { ProtocolError } from '../../protocol/errors.ts';
import { hostOf } from '../http-port.ts';
import { isBlockedPort } from './ports.ts';

/** Where one request goes, by name. `host` as in CallSubject; `url` is the same place, without a fragment. */
export type Target = { url: URL; host: string; port: number; secure: boolean };

/**
 * Names of machines, containers and networks at home (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal and the names it will
 * never give out). They mean a place near the gateway whatever address they have, so their addresses are not even looked up.
 */
const LOCAL_NAMES =
  /(^|\.)(localhost|local|localdomain|internal|intranet|private|corp|home|lan|svc|test|invalid|onion|home\.arpa)$/;

/**
 * Reads a URL with the parser that browsers use (WHATWG), so that every way of writing a host comes out as one name or address
 * before it is judged. `base` is what a redirect is relative to.
 * @throws ProtocolError SSRF_BLOCKED when no request may go there, whatever its addresses are
 */
export function parseTarget(text: string, base?: URL): Target {
  // The parser drops line breaks and tabs and turns backslashes into slashes: what a person reads would not be where it goes.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\\]/.test(text)) throw blocked('a URL has no control characters and no backslashes');
  const url = URL.parse(text, base);
  if (url === null) throw blocked('it is not an absolute URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw blocked('only http and https URLs can be requested');
  if (url.username !== '' || url.password !== '') throw blocked('a URL carries no user name and no password');
  const host = hostOf(url);
  refuseHost(host);
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  if (isBlockedPort(port)) throw blocked(`port ${port} belongs to another protocol than HTTP`);
  if (isIP(host) === 0) url.hostname = host;
  url.hash = '';
  return { url, host, port, secure };
}

export function blocked(reason: string): ProtocolError {
  return new ProtocolError('SSRF_BLOCKED', `The request was refused: ${reason}.`);
}

function refuseHost(host: string): void {
  if (isIP(host) !== 0) return;
  const labels = host.split('.');
  if (host.length > 253 || !labels.every((label) => /^[a-z0-9_-]{1,63}$/.test(label))) {
    throw blocked('its host is not a name or an address');
  }
  // A name of one label belongs to the network that the gateway stands in: nobody has it on the internet.
  if (labels.length === 1 || LOCAL_NAMES.test(host))
    throw blocked(`${JSON.stringify(host)} is a name of a local network`);
}
