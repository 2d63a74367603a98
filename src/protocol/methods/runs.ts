/** Looking at runs. */
import { z } from 'zod';
import { Run, RunStatus, RunStep, ToolRun } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { Id, type MethodRows, nextCursor, page } from './shared.ts';

export const runsMethods = {
  'runs.list': {
    kind: 'query',
    summary: 'Runs, newest first.',
    params: z.strictObject({
      sessionId: Id.optional(),
      status: z.array(RunStatus).max(10).optional(),
      ...page(LIMITS.maxPage, 50),
    }),
    result: z.object({ items: z.array(Run), nextCursor }),
    errors: [],
    perMinute: 600,
  },
  'runs.get': {
    kind: 'query',
    summary: 'One run with its tool runs and its steps in time.',
    params: z.strictObject({ runId: Id }),
    result: z.object({ ...Run.shape, toolRuns: z.array(ToolRun), timeline: z.array(RunStep) }),
    errors: ['NOT_FOUND'],
    perMinute: 600,
  },
} as const satisfies MethodRows;
