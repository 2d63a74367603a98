import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Finding, fail, ok, warn } from './finding.ts';

const MIB = 1024 * 1024;
const LOW_BYTES = 1024 * MIB;
const FULL_BYTES = 100 * MIB;

/** The file system that the home is on, or will be on. */
export function checkDisk(home: string, freeBytes: (folder: string) => number = freeBytesOf): Finding {
  let folder = home;
  while (!existsSync(folder)) folder = dirname(folder);
  const free = freeBytes(folder);
  const said = `${free >= LOW_BYTES ? `${(free / LOW_BYTES).toFixed(1)} GiB` : `${Math.floor(free / MIB)} MiB`} free`;
  if (free < FULL_BYTES) return fail('disk', said, 'free some space: below 100 MiB runs stop with STORAGE_FULL');
  return free < LOW_BYTES ? warn('disk', said, 'free some space soon') : ok('disk', said);
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
