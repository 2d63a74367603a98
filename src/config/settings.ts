/** The settings in force, for people to read: derived from the one table, with nothing in them that is secret. */
import { delimiter, resolve } from 'node:path';
import type { Setting } from '../protocol/entities.ts';
import { CONFIG_ROWS, Environment, givenOf } from './config.ts';

/** One for each variable, in the order of the table. `environment` is one that readConfig accepts. */
export function describeSettings(environment: Record<string, string | undefined>): Setting[] {
  const given = givenOf(environment);
  const inForce = Environment.parse(given);
  return CONFIG_ROWS.map(({ key, type, description, default: fallback }) => {
    const value = inForce[key];
    const source = given[key] === undefined ? 'default' : 'environment';
    return { name: key, type, description, source, secret: type === 'secret', value: shown(type, value ?? fallback) };
  });
}

function shown(type: string, value: string | number | string[]): string {
  const parts = [value].flat().map(String);
  if (type === 'secret') return parts.join('') === '' ? 'not set' : 'set';
  if (type.startsWith('URL')) return parts.map(withoutCredentials).join(', ');
  if (type.startsWith('path')) return parts.map((path) => resolve(path)).join(delimiter);
  return parts.join(', ');
}

/**
 * Scheme, hosts and path. A password that was not percent-encoded may reach into what looks like the port or the path: an
 * address that could be so is not shown at all.
 */
function withoutCredentials(url: string): string {
  const {
    scheme = '',
    authority = '',
    rest = '',
  } = /^(?<scheme>[^:]+:\/\/)(?<authority>[^/?#]*)(?<rest>.*)$/s.exec(url)?.groups ?? {};
  if (rest.includes('@')) return 'set';
  return scheme + authority.slice(authority.lastIndexOf('@') + 1) + rest.replace(/[?#].*$/s, '');
}
