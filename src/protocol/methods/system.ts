/** The machine of the gateway and its settings. */
import { z } from 'zod';
import { Finding, Setting } from '../entities.ts';
import type { MethodRows } from './shared.ts';

export const systemMethods = {
  'system.doctor': {
    kind: 'query',
    summary: 'What `openfoal doctor` checks, from inside the running gateway; found at most every five seconds.',
    params: z.strictObject({}),
    result: z.object({ findings: z.array(Finding) }),
    errors: [],
    perMinute: 120,
  },
  'system.config': {
    kind: 'query',
    summary: 'The settings in force and where each comes from. Of a secret only whether it is set.',
    params: z.strictObject({}),
    result: z.object({ settings: z.array(Setting) }),
    errors: [],
    perMinute: 120,
  },
} as const satisfies MethodRows;
