/** Says that work was done; resolves when more may be done. Rejects with the signal's reason once it is aborted. */
export type Pace = (bytes: number) => Promise<void>;

const TURN_BYTES = 1024 * 1024;
/** What looking at one entry of a directory counts as. */
export const ENTRY_BYTES = 8 * 1024;

/** Lets everything else in the process have its turn after each MiB of work. */
export function createPace(signal: AbortSignal): Pace {
  let sinceTurn = 0;
  return async (bytes) => {
    signal.throwIfAborted();
    sinceTurn += bytes;
    if (sinceTurn < TURN_BYTES) return;
    sinceTurn = 0;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
}
