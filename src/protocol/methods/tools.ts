/** What an agent can do. */
import { z } from 'zod';
import { JsonObject, PolicyAction, Risk, RuntimeMode, ToolEffect, ToolReach } from '../entities.ts';
import type { MethodRows } from './shared.ts';

export const toolsMethods = {
  'tools.list': {
    kind: 'query',
    summary: 'The tools of this gateway, with what the policy in force says of them.',
    params: z.strictObject({}),
    result: z.object({
      tools: z.array(
        z.object({
          name: z.string(),
          description: z.string().describe('As models read it.'),
          risk: Risk,
          effect: ToolEffect.describe('Of most calls; `policy.evaluate` says it of one.'),
          reaches: ToolReach.describe('What `executionPolicy.workspaceAccess` means for it: nothing for the network.'),
          params: JsonObject.describe('JSON Schema of the arguments.'),
          action: PolicyAction.describe('Of a call that no condition of a rule matches and that holds no shell text.'),
          ruleIds: z.array(z.string()).describe('Rules that speak of some of its calls, or all.'),
        }),
      ),
      modes: z.array(RuntimeMode).describe('The runtime modes that this gateway can execute tools in.'),
    }),
    errors: [],
    perMinute: 600,
  },
} as const satisfies MethodRows;
