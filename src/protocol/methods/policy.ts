/** The policy in force. */
import { z } from 'zod';
import { Policy } from '../entities.ts';
import { idempotencyKey, type MethodRows } from './shared.ts';

export const policyMethods = {
  'policy.get': {
    kind: 'query',
    summary: 'The policy in force.',
    params: z.strictObject({}),
    result: Policy,
    errors: [],
    perMinute: 600,
  },
  'policy.update': {
    kind: 'mutation',
    summary: 'Changes the policy by an RFC 7396 merge patch; arrays are replaced. Only a user.',
    params: z.strictObject({
      expectedVersion: z.int().positive().optional(),
      patch: z.record(z.string(), z.unknown()),
      idempotencyKey,
    }),
    result: Policy,
    errors: ['VERSION_CONFLICT', 'FORBIDDEN'],
    perMinute: 120,
    actors: 'user',
  },
} as const satisfies MethodRows;
