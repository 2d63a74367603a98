import type { ProtocolError } from '../protocol/errors.ts';
import type { Transaction } from './ports.ts';

/**
 * What an operation answers inside its transaction. `refused` commits what was written and then refuses the caller; a thrown
 * ProtocolError writes nothing.
 */
export type Outcome<T> = { result: T } | { refused: ProtocolError };

/**
 * An effect on something that no transaction holds, a file: what it is about to do is stored with its permission first, so that
 * whoever repeats it after a crash knows. Source: architecture.md §2 "File effects cannot join a database transaction".
 */
export type OutsideEffect<Intent, Result> = {
  /** Looks at what the effect would be done to. The answer is JSON. A refusal of here leaves nothing but itself. */
  plan(): Promise<Intent>;
  /** Writes the audit row, in the transaction that stores the intent. */
  permit(tx: Transaction): Promise<void>;
  /** Does it, on what `plan` saw; `outdated` when that was changed before anything was done, and it must be planned again. */
  perform(intent: Intent): Promise<{ result: Result } | 'outdated'>;
  /** Does it when an earlier process may have done it already: at most once in all, and a refusal when nobody can say. */
  performAgain(intent: Intent): Promise<{ result: Result }>;
  /** Writes that it was permitted and did not happen, in the transaction that stores the refusal. */
  refused(tx: Transaction, error: ProtocolError): Promise<void>;
};
