import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProtocolError } from '../protocol/errors.ts';
import { METHOD_NAMES, METHODS, type MethodName } from '../protocol/methods.ts';

export type MethodLimit = (method: MethodName, actorId: string) => Promise<void>;

/**
 * Calls a minute, per method and actor, as METHODS says. `factor` scales all of them (benchmarks); `limited` is called for each
 * that is refused.
 * @throws ProtocolError RATE_LIMITED with retryAfterMs
 */
export function createMethodLimit(factor: number, limited: () => void): MethodLimit {
  const limiters = new Map(
    METHOD_NAMES.map((name) => [
      name,
      new RateLimiterMemory({ points: Math.ceil(METHODS[name].perMinute * factor), duration: 60 }),
    ]),
  );
  return async (method, actorId) => {
    await limiters.get(method)?.consume(actorId).catch(refusing(limited));
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

/** Ten wrong guesses a minute from one address. `limited` is called for each attempt that is refused. */
export function createGuessLimit(limited: () => void): GuessLimit {
  const limiter = new RateLimiterMemory({ points: FAILED_PER_MINUTE, duration: 60 });
  return {
    attempt: async (address, verify) => {
      await limiter.consume(address).catch(refusing(limited));
      const right = verify();
      if (right) await limiter.reward(address);
      return right;
    },
  };
}

function refusing(limited: () => void): (state: unknown) => never {
  return (state) => {
    const refusal = rateLimited(state);
    limited();
    throw refusal;
  };
}

/** What a limiter rejects with, as a refusal; what else it may reject with is a bug, and thrown. */
export function rateLimited(state: unknown): ProtocolError {
  if (!(state instanceof RateLimiterRes)) throw state;
  return new ProtocolError('RATE_LIMITED', undefined, { retryAfterMs: Math.max(1, Math.ceil(state.msBeforeNext)) });
}
