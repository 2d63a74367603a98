/**
 * The methods: one row each, in methods/<namespace>.ts, and nowhere else is a method declared. The router, the TypeScript types,
 * the JSON Schema, docs/protocol.md and the completeness tests are derived from this table. Source: protocol.md §3.
 *
 * Params are strict: an unknown field is INVALID_REQUEST naming it. Results are open: clients survive additions.
 */
import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { EVENT_NAMES, EventName } from './events.ts';
import { agentMethods } from './methods/agent.ts';
import { approvalMethods } from './methods/approval.ts';
import { attachmentsMethods } from './methods/attachments.ts';
import { auditMethods } from './methods/audit.ts';
import { connectMethods } from './methods/connect.ts';
import { memoryMethods } from './methods/memory.ts';
import { metricsMethods } from './methods/metrics.ts';
import { modelsMethods } from './methods/models.ts';
import { policyMethods } from './methods/policy.ts';
import { runsMethods } from './methods/runs.ts';
import { runtimeMethods } from './methods/runtime.ts';
import { sessionsMethods } from './methods/sessions.ts';
import { Id } from './methods/shared.ts';
import { systemMethods } from './methods/system.ts';
import { toolsMethods } from './methods/tools.ts';

/** In the order of docs/protocol.md. */
export const METHODS = {
  ...connectMethods,
  ...agentMethods,
  ...runsMethods,
  ...runtimeMethods,
  ...sessionsMethods,
  ...attachmentsMethods,
  ...policyMethods,
  ...approvalMethods,
  ...auditMethods,
  ...metricsMethods,
  ...toolsMethods,
  ...memoryMethods,
  ...modelsMethods,
  ...systemMethods,
} as const;

export type MethodName = keyof typeof METHODS;
export const METHOD_NAMES = Object.keys(METHODS) as [MethodName, ...MethodName[]];
/** What a client sends: defaults may be left out. */
export type MethodInput<M extends MethodName> = z.input<(typeof METHODS)[M]['params']>;
/** What a handler receives: parsed, defaults filled in. */
export type MethodParams<M extends MethodName> = z.output<(typeof METHODS)[M]['params']>;
export type MethodResult<M extends MethodName> = z.output<(typeof METHODS)[M]['result']>;
export type MutationName = {
  [M in MethodName]: (typeof METHODS)[M]['kind'] extends 'mutation' ? M : never;
}[MethodName];

/** Codes that every method can answer, besides those of its own row. */
export const COMMON_ERRORS = [
  'UNAUTHORIZED',
  'INVALID_REQUEST',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'STORAGE_UNAVAILABLE',
  'STORAGE_FULL',
] as const satisfies readonly ErrorCode[];

/** The subscriptions: one per event, and events.stream with all of them in order. Source: protocol.md §4. */
export const EventParams = z.strictObject({
  sessionId: Id.optional(),
  lastEventId: z.string().max(200).optional().describe('Resume token; tRPC sends it beside the input.'),
});
export const StreamParams = z.strictObject({
  sessionId: Id.optional(),
  events: z.array(EventName).min(1).max(EVENT_NAMES.length).optional(),
  after: z.string().max(200).optional().describe('Resume token. lastEventId beats it; neither means live only.'),
  lastEventId: z.string().max(200).optional(),
});
export type StreamParams = z.output<typeof StreamParams>;
export const STREAM = 'events.stream';
