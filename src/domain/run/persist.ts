import { isProtocolError } from '../../protocol/errors.ts';
import type { Clock, Log, Transaction, UnitOfWork } from '../ports.ts';

export type Persist = {
  /**
   * A transaction for what has already happened (a tool's result, the end of a run): a store that is full or away is asked again
   * until it takes it, because nothing may be lost and nothing may hang.
   * @throws what is no failure of the store; the failure itself once `stop` was called
   */
  write<T>(fn: (tx: Transaction) => Promise<T>): Promise<T>;
  /** From now on a failure is final: the gateway goes away and the next start recovers. */
  stop(): void;
};

const RETRY_MS = 500;

export function createPersist({ uow, clock, log }: { uow: UnitOfWork; clock: Clock; log: Log }): Persist {
  let stopped = false;
  return {
    write: async (fn) => {
      for (;;) {
        try {
          return await uow.transaction(fn);
        } catch (error) {
          if (!(isProtocolError(error) && error.retryable) || stopped) throw error;
          log.warn({ code: error.code, err: error }, 'what has happened waits for the store');
          await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
        }
      }
    },
    stop: () => {
      stopped = true;
    },
  };
}
