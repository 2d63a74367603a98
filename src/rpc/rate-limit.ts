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

export type GuessLimit = {
  /**
   * Counts the attempt, then verifies, and takes it off the count when it was right: so however many are under way at once, no
   * more than the limit are ever compared.
   * @throws ProtocolError RATE_LIMITED with retryAfterMs
   */
  attempt(address: string, verify: () => boolean): Promise<boolean>;
};

const FAILED_PER_MINUTE = 10;

/** Ten wrong guesses a minute from one address. */
export function createGuessLimit(): GuessLimit {
  const limiter = new RateLimiterMemory({ points: FAILED_PER_MINUTE, duration: 60 });
  return {
    attempt: async (address, verify) => {
      await limiter.consume(address).catch(refuse);
      const right = verify();
      if (right) await limiter.reward(address);
      return right;
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
