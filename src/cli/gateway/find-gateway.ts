/** Which gateway a command talks to, and as whom. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { NoGatewayError, UsageError } from '../exit-codes.ts';
import { readGatewayFile } from './gateway-file.ts';

/** `url` has no slash at its end. */
export type Target = { url: string; token: string | undefined };

type Wanted = { url?: string | undefined; token?: string | undefined };
type Machine = Pick<Config, 'home' | 'token' | 'host' | 'port'>;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The URL: the option, else what the gateway of the home says, else the usual address. The token: the option, else
 * OPENFOAL_TOKEN, else the home's own. The home's token goes to the home's gateway, or to a loopback address that a person
 * named: never to whatever happens to listen on the usual port, and never to another machine.
 * @throws UsageError for a URL that is none, NoGatewayError when nothing runs and nothing was named
 */
export function findGateway(wanted: Wanted, machine: Machine, find = readGatewayFile): Target {
  const explicit = wanted.token ?? machine.token;
  if (wanted.url !== undefined) {
    const url = parseUrl(wanted.url);
    const own = LOOPBACK.has(url.hostname) ? homeToken(machine.home) : undefined;
    return { url: url.origin, token: explicit ?? own };
  }
  const running = find(machine.home);
  if (running) return { url: parseUrl(running.url).origin, token: explicit ?? homeToken(machine.home) };
  if (explicit === undefined) throw new NoGatewayError(nothingRuns('No gateway runs on this OPENFOAL_HOME.'));
  const host = machine.host === 'localhost' || machine.host === '::1' ? 'localhost' : '127.0.0.1';
  return { url: `http://${host}:${machine.port}`, token: explicit };
}

export const nothingRuns = (what: string): string =>
  `${what} Start one with \`openfoal start\`, or name one with --url. \`openfoal doctor\` says what is wrong.`;

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError('--url must be an address such as http://127.0.0.1:3000.');
  }
  return url;
}

function homeToken(home: string): string | undefined {
  try {
    return readFileSync(join(home, 'token'), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
