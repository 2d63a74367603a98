/** The only file that reads the clock and makes randomness: everything else gets them handed in. */
import { createHash, randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from '../domain/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};

const ulid = monotonicFactory();

export const systemIds: Ids = {
  next: (prefix) => `${prefix}_${ulid().toLowerCase()}`,
  traceId: () => randomBytes(16).toString('hex'),
};

/** A secret for a credential: 256 bits, URL-safe. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. Secrets have 256 bits of chance, so a plain hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A number in [0, 1), for jitter only. */
export const chance = (): number => Math.random();
