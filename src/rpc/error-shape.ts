/** How any thrown thing becomes the error object that a client sees. What is not a refusal of ours says nothing of itself. */
import { TRPCError } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { z } from 'zod';
import { ERRORS, isProtocolError, ProtocolError, type ProtocolErrorShape } from '../protocol/errors.ts';

/** The refusal in (or behind) an error, or undefined when it is a bug. */
export function toRefusal(error: unknown): ProtocolError | undefined {
  if (isProtocolError(error)) return error;
  if (!(error instanceof TRPCError)) return undefined;
  if (isProtocolError(error.cause)) return error.cause;
  if (error.cause instanceof z.ZodError) return invalidParams(error.cause);
  switch (error.code) {
    case 'NOT_FOUND':
      return new ProtocolError('METHOD_NOT_FOUND');
    case 'PARSE_ERROR':
    case 'BAD_REQUEST':
    case 'UNPROCESSABLE_CONTENT':
      return new ProtocolError('INVALID_REQUEST', 'The message is not a valid frame: send one that /schema describes.');
    default:
      return undefined;
  }
}

/** INVALID_REQUEST that names the field. */
export function invalidParams(error: z.ZodError): ProtocolError {
  const [issue] = error.issues;
  const field = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'input');
  const what = issue?.code === 'unrecognized_keys' ? 'there is no such field' : (issue?.message ?? 'not valid');
  return new ProtocolError('INVALID_REQUEST', `${field}: ${what}.`, { details: { field } });
}

/** The error part of a res frame. */
export function toErrorBody(shape: ProtocolErrorShape): {
  code: number;
  message: string;
  data: { protocol: ProtocolErrorShape };
} {
  return {
    code: TRPC_ERROR_CODES_BY_KEY[ERRORS[shape.code].trpc],
    message: shape.message,
    data: { protocol: shape },
  };
}

export function errorFrame(id: unknown, shape: ProtocolErrorShape): Record<string, unknown> {
  return { id, error: toErrorBody(shape) };
}
