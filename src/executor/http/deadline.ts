import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';

export type Deadline = {
  timeoutMs: number;
  /** Of the caller; when it is aborted, its reason is thrown. */
  signal?: AbortSignal;
  /** Named in the error when something else goes wrong. */
  host: string;
};

/**
 * Runs `work` to its end or to the time limit; what it fails with comes out as what the port promises.
 * @throws ProtocolError what `work` refuses with, TOOL_EXEC_FAILED for every other failure; the caller's reason
 */
export async function withDeadline<T>(
  { timeoutMs, signal: caller, host }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = caller ? AbortSignal.any([caller, timeout]) : timeout;
  try {
    return await unlessAborted(signal, () => work(signal));
  } catch (error) {
    caller?.throwIfAborted();
    if (timeout.aborted) throw failed(`It took longer than ${timeoutMs} ms and was ended.`, error);
    if (isProtocolError(error)) throw error;
    throw failed(`${JSON.stringify(host)} could not be asked: ${causeOf(error)}.`, error);
  }
}

export function failed(message: string, cause?: unknown): ProtocolError {
  return new ProtocolError('TOOL_EXEC_FAILED', message, { cause });
}

/** Not everything can be stopped (looking up a name cannot); waiting for it can. */
async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The short code that Node gives to what happens on a connection; its messages hold addresses. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'the connection broke';
}
