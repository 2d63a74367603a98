/** Where the tools of a session run. */
import { z } from 'zod';
import { RuntimeMode } from '../entities.ts';
import { Id, idempotencyKey, type MethodRows } from './shared.ts';

export const runtimeMethods = {
  'runtime.setMode': {
    kind: 'mutation',
    summary: 'Switches where the tools of a session run. On a busy session the change waits for the next turn.',
    params: z.strictObject({ sessionId: Id, runtimeMode: RuntimeMode, idempotencyKey }),
    result: z.object({
      sessionId: z.string(),
      runtimeMode: RuntimeMode,
      effectiveAt: z.enum(['now', 'next_turn']),
      status: z.enum(['applied', 'queued-change']),
    }),
    errors: ['NOT_FOUND', 'SANDBOX_UNAVAILABLE'],
    perMinute: 120,
  },
} as const satisfies MethodRows;
