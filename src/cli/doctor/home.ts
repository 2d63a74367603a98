import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { isProtocolError } from '../../protocol/errors.ts';
import { lockHome } from '../../storage/home-lock.ts';
import type { GatewayFile } from '../gateway/gateway-file.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** Whether OPENFOAL_HOME is there, is ours, and is closed to everybody else. */
export function checkHome(home: string): Finding[] {
  const stats = statSync(home, { throwIfNoEntry: false });
  if (!stats) return [ok('home', `${home} is made at the first start`)];
  if (!stats.isDirectory()) return [fail('home', `${home} is no folder`, 'move it away, or set OPENFOAL_HOME')];
  if (!isWritable(home))
    return [fail('home', `${home} cannot be written`, `chown it to the user who starts the gateway`)];
  const token = join(home, 'token');
  return [
    ok('home', home),
    closed('home.permissions', home, stats.mode, 0o700),
    ...[statSync(token, { throwIfNoEntry: false })].flatMap((found) =>
      found ? [closed('home.token', token, found.mode, 0o600)] : [],
    ),
  ];
}

/** Who has the home. A gateway that is not in gateway.json was started another way, or by another version. */
export function checkLock(home: string, running: GatewayFile | undefined): { held: boolean; finding: Finding } {
  if (!statSync(home, { throwIfNoEntry: false }))
    return { held: false, finding: ok('gateway', 'no gateway has run here yet') };
  try {
    lockHome(join(home, 'gateway.lock'))();
    return { held: false, finding: ok('gateway', 'no gateway runs on this home') };
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    const who = running ? ` at ${running.url} (pid ${running.pid})` : '';
    if (error.message.startsWith('Another gateway'))
      return { held: true, finding: ok('gateway', `a gateway runs${who}`) };
    return { held: true, finding: fail('gateway', `the lock cannot be taken: ${error.message}`, `check ${home}`) };
  }
}

function closed(id: string, path: string, mode: number, wanted: number): Finding {
  const has = mode & 0o777;
  const octal = (bits: number): string => bits.toString(8).padStart(4, '0');
  if ((has & ~wanted) === 0) return ok(id, `${octal(has)} ${path}`);
  return warn(id, `${path} is open to others (${octal(has)})`, `chmod ${octal(wanted)} '${path}'; a start does it too`);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
