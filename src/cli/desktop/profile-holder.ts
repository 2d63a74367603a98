import { readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The process that has a profile open, as Chromium notes it on Linux and macOS: a link to `<host>-<pid>`, which a crash leaves
 * behind. Elsewhere nobody can tell, and it answers undefined.
 */
export function profileHolder(profile: string): number | undefined {
  try {
    const pid = Number(/-(\d+)$/.exec(readlinkSync(join(profile, 'SingletonLock')))?.[1]);
    if (!Number.isSafeInteger(pid)) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
