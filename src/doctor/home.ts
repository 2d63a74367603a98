import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';

/** Whether OPENFOAL_HOME is there, is ours, and is closed to everybody else. */
export function checkHome(home: string): Finding[] {
  const stats = statSync(home, { throwIfNoEntry: false });
  if (!stats) return [findingOf('home', 'none', { path: home })];
  if (!stats.isDirectory()) return [findingOf('home', 'file', { path: home })];
  if (!isWritable(home)) return [findingOf('home', 'closed', { path: home })];
  const token = join(home, 'token');
  return [
    findingOf('home', 'fits', { path: home }),
    closed('home.permissions', home, stats.mode),
    ...[statSync(token, { throwIfNoEntry: false })].flatMap((found) =>
      found ? [closed('home.token', token, found.mode)] : [],
    ),
  ];
}

const WANTED = { 'home.permissions': 0o700, 'home.token': 0o600 };

function closed(id: keyof typeof WANTED, path: string, mode: number): Finding {
  const has = mode & 0o777;
  const octal = (bits: number): string => bits.toString(8).padStart(4, '0');
  const isOpen = (has & ~WANTED[id]) !== 0;
  return findingOf(id, isOpen ? 'open' : 'fits', { path, mode: octal(has), wanted: octal(WANTED[id]) });
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
