/** The policy in force, and what it says of a call. */
import { z } from 'zod';
import { JsonObject, Policy, PolicyChange, PolicyRule, Risk, RuntimeMode, ToolEffect, Verdict } from '../entities.ts';
import { LIMITS } from '../limits.ts';
import { Id, idempotencyKey, type MethodRows, nextCursor, page } from './shared.ts';

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
  'policy.history': {
    kind: 'query',
    summary:
      'The versions of the policy, newest first, each with what it changed. To go back, update to what an older one says.',
    params: z.strictObject({ ...page(LIMITS.maxPage, 20) }),
    result: z.object({
      items: z.array(
        z.object({
          ...Policy.shape,
          changes: z.array(PolicyChange).describe('Against the version before; the first version has none.'),
        }),
      ),
      nextCursor,
    }),
    errors: [],
    perMinute: 600,
  },
  'policy.evaluate': {
    kind: 'query',
    summary: 'What the policy says of a call, and why. Nothing is looked at but the call: no file, no host.',
    params: z.strictObject({
      toolName: Id,
      args: JsonObject,
      sessionId: Id.optional().describe(
        'Where it would run: paths are judged in its folder, and its approvals count. Without one, a relative path matches relative patterns only.',
      ),
      runtimeMode: RuntimeMode.optional().describe("The session's own when absent."),
    }),
    result: z.object({
      verdict: Verdict,
      rule: PolicyRule.optional().describe('The rule that decided, if one did.'),
      risk: Risk,
      effect: ToolEffect,
      wouldAsk: z
        .boolean()
        .describe('Whether a person would be asked: the verdict says so, and no grant covers the call.'),
      grant: z
        .object({ approvalId: z.string(), decidedBy: z.string().optional() })
        .optional()
        .describe(
          'The approval of the session that covers the identical call. One that is bound to the content of a file is not found here.',
        ),
    }),
    errors: ['NOT_FOUND'],
    perMinute: 600,
  },
} as const satisfies MethodRows;
