import type { ProtocolError } from '../protocol/errors.ts';

/**
 * What an operation answers inside its transaction. `refused` commits what was written and then refuses the caller; a thrown
 * ProtocolError writes nothing.
 */
export type Outcome<T> = { result: T } | { refused: ProtocolError };
