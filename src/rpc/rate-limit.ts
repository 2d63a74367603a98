import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProtocolError } from '../protocol/errors.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../protocol/methods.ts';

export type MethodLimit = (method: MethodName, actorId: string) => Promise<void>;

/**
 * Calls a minute, per method and actor, as METHODS says. `factor` scales all of them (benchmarks).
 * @throws ProtocolError RATE_LIMITED with retryAfterMs
 */
export function createMethodLimit(factor: number): MethodLimit {
  const limiters = new Map(
    METHOD_NAMES.map((name) => [
      name,
      new RateLimiterMemory({ points: Math.ceil(METHODS[name].perMinute * factor), duration: 60 }),
    ]),
  );
  return async (method, actorId) => {
    await limiters.get(method)?.consume(actorId).catch(refuse);
  };
}

export type FailedAuthLimit = { check(address: string): Promise<void>; note(address: string): Promise<void> };

const FAILED_PER_MINUTE = 10;

/** Ten wrong tokens or codes a minute from one address. */
export function createFailedAuthLimit(): FailedAuthLimit {
  const limiter = new RateLimiterMemory({ points: FAILED_PER_MINUTE, duration: 60 });
  return {
    check: async (address) => {
      const state = await limiter.get(address);
      if (state && state.remainingPoints <= 0) refuse(state);
    },
    note: async (address) => {
      await limiter.penalty(address);
    },
  };
}

function refuse(state: unknown): never {
  throw rateLimited(state);
}

/** What a limiter rejects with, as a refusal; what else it may reject with is a bug, and thrown. */
export function rateLimited(state: unknown): ProtocolError {
  if (!(state instanceof RateLimiterRes)) throw state;
  return new ProtocolError('RATE_LIMITED', undefined, { retryAfterMs: Math.max(1, Math.ceil(state.msBeforeNext)) });
}
