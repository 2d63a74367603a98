/** The only file that reads the clock and makes randomness: everything else gets them handed in. */
import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Clock, Ids } from '../domain/ports.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};

const ulid = monotonicFactory(pooledRandom());

/** A number in [0, 1) for each byte of a pool: ulid by itself asks the system once for every character of an id. */
function pooledRandom(): () => number {
  const pool = Buffer.alloc(4096);
  let used = pool.length;
  return () => {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool.readUInt8(used);
    used += 1;
    return byte / 256;
  };
}

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

/** The time zone of this machine, an IANA name: where the day of whoever runs the gateway begins. */
export const systemTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
