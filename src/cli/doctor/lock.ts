import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../protocol/entities.ts';
import { isProtocolError } from '../../protocol/errors.ts';
import { findingOf } from '../../protocol/findings.ts';
import { lockHome } from '../../storage/home-lock.ts';
import type { GatewayFile } from '../gateway/gateway-file.ts';

/** Who has the home. A gateway that is not in gateway.json was started another way, or by another version. */
export function checkLock(home: string, running: GatewayFile | undefined): { held: boolean; finding: Finding } {
  if (!statSync(home, { throwIfNoEntry: false })) return { held: false, finding: findingOf('gateway', 'never') };
  try {
    lockHome(join(home, 'gateway.lock'))();
    return { held: false, finding: findingOf('gateway', 'none') };
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    if (!error.message.startsWith('Another gateway'))
      return { held: true, finding: findingOf('gateway', 'locked', { why: error.message, path: home }) };
    return { held: true, finding: running ? findingOf('gateway', 'runsAt', running) : findingOf('gateway', 'runs') };
  }
}
