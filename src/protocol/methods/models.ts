/** The models that can drive the agent. */
import { z } from 'zod';
import { Usage } from '../entities.ts';
import { ProtocolErrorShape } from '../errors.ts';
import { idempotencyKey, type MethodRows, ModelName } from './shared.ts';

const price = { input: z.number(), cachedInput: z.number().optional(), output: z.number() };

const Model = z
  .object({
    model: z.string().describe('`provider/model`, as agent.run and the policy take it.'),
    contextWindow: z.int().positive().describe('Tokens of a request and its answer together.'),
    maxOutputTokens: z.int().positive(),
    tools: z.boolean(),
    vision: z.boolean(),
    price: z
      .object({
        ...price,
        long: z
          .object({ aboveTokens: z.int(), ...price })
          .optional()
          .describe('For every token of a call whose input is longer than that.'),
      })
      .optional()
      .describe('US dollars for a million tokens; zero where nobody sends a bill, absent where it is not known.'),
    allowed: z.boolean().describe('Whether the policy in force lets it be used.'),
  })
  .meta({ id: 'Model' });

const ModelProvider = z
  .object({
    name: z.string().describe('What stands before the slash of its models.'),
    kind: z.enum(['anthropic', 'openai', 'openai-compatible', 'demo']),
    status: z.enum(['ready', 'unreachable', 'no_key']),
    reason: z.string().optional().describe('Why it is not ready.'),
    models: z.array(Model),
  })
  .meta({ id: 'ModelProvider' });

export const modelsMethods = {
  'models.list': {
    kind: 'query',
    summary: 'Providers with their models: those with a key, and servers found on the machine of the gateway.',
    params: z.strictObject({}),
    result: z.object({
      defaultModel: z.string().describe('The model that answers when neither session nor policy names one.'),
      sessionModel: z
        .string()
        .describe('The model of a session that names none: what the policy names, else defaultModel.'),
      providers: z.array(ModelProvider),
    }),
    errors: [],
    perMinute: 120,
  },
  'models.test': {
    kind: 'mutation',
    summary: 'Asks a model for one word, for real. That it does not answer is a result, not an error.',
    params: z.strictObject({ model: ModelName, idempotencyKey }),
    result: z.object({
      model: z.string(),
      ok: z.boolean(),
      firstTokenMs: z.number().nonnegative().optional(),
      durationMs: z.number().nonnegative(),
      usage: Usage.optional(),
      sample: z.string().optional().describe('What it said, cut at 80 characters; absent where it said nothing.'),
      error: ProtocolErrorShape.optional(),
    }),
    errors: ['POLICY_DENIED', 'BUDGET_EXCEEDED'],
    perMinute: 30,
  },
} as const satisfies MethodRows;
