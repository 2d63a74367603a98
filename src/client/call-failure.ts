import { TRPCClientError } from '@trpc/client';
import type { ProtocolErrorShape } from '../protocol/errors.ts';

/**
 * Why a call failed. `refusal` is the gateway's answer; without one the connection was lost or the client was closed, and
 * nobody knows whether the call arrived: only the same idempotency key may repeat it.
 */
export class CallFailure extends Error {
  readonly refusal: ProtocolErrorShape | undefined;

  constructor(message: string, refusal?: ProtocolErrorShape) {
    super(message);
    this.name = 'CallFailure';
    this.refusal = refusal;
  }
}

/** Whatever a call rejected with, as a CallFailure. */
export function toCallFailure(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new CallFailure(message, refusalOf(error));
}

/** The protocol's error object in what tRPC throws (protocol.md §1, `res`), or undefined when the gateway did not answer. */
function refusalOf(error: unknown): ProtocolErrorShape | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('protocol' in data)) return undefined;
  const { protocol } = data;
  const isShape = typeof protocol === 'object' && protocol !== null && 'code' in protocol && 'traceId' in protocol;
  // The seam where the wire becomes typed: the gateway's frames are validated by the contract tests.
  return isShape ? (protocol as ProtocolErrorShape) : undefined;
}
