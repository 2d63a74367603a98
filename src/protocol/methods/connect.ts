/** The handshake. Source: protocol.md §2. */
import { z } from 'zod';
import { ActorType, Timestamp } from '../entities.ts';
import { PROTOCOL_VERSION } from '../version.ts';
import type { MethodRows } from './shared.ts';

export const ConnectParams = z.strictObject({
  clientName: z.string().min(1).max(64),
  clientVersion: z.string().min(1).max(64),
  token: z.string().min(1).max(512).nullish(),
  signInKey: z
    .string()
    .min(1)
    .max(512)
    .nullish()
    .describe('The key that POST /auth/session answered: a sign-in cookie is nobody without it.'),
  workspaceId: z.string().min(1).max(64).nullish(),
  protocolVersion: z.string().max(32).nullish().describe(`Default ${PROTOCOL_VERSION}.`),
});
export type ConnectParams = z.infer<typeof ConnectParams>;

export const ConnectResult = z.object({
  protocolVersion: z.string(),
  serverVersion: z.string(),
  serverTime: Timestamp,
  connectionId: z.string(),
  tenantId: z.string(),
  workspaceId: z.string(),
  actor: z.object({ id: z.string(), type: ActorType }),
  methods: z.array(z.string()),
  events: z.array(z.string()),
  limits: z.object({
    maxMessageBytes: z.int(),
    maxBatch: z.int(),
    maxSubscriptions: z.int(),
    messagesPerSecond: z.int(),
  }),
  stateVersion: z.int().nonnegative(),
});
export type ConnectResult = z.infer<typeof ConnectResult>;

export const connectMethods = {
  connect: {
    kind: 'query',
    summary: 'Authenticates the connection and says what this gateway can do. The first message of every connection.',
    params: ConnectParams,
    result: ConnectResult,
    errors: ['PROTOCOL_UNSUPPORTED'],
    perMinute: 120,
  },
} as const satisfies MethodRows;
