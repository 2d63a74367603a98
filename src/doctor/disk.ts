import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';

const MIB = 1024 * 1024;
const LOW_BYTES = 1024 * MIB;
const FULL_BYTES = 100 * MIB;

/** The file system that the home is on, or will be on. */
export function checkDisk(home: string, freeBytes: (folder: string) => number = freeBytesOf): Finding {
  let folder = home;
  while (!existsSync(folder)) folder = dirname(folder);
  const bytes = freeBytes(folder);
  const free = bytes >= LOW_BYTES ? `${(bytes / LOW_BYTES).toFixed(1)} GiB` : `${Math.floor(bytes / MIB)} MiB`;
  return findingOf('disk', bytes < FULL_BYTES ? 'full' : bytes < LOW_BYTES ? 'low' : 'fits', { free });
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
