/** What the rows of METHODS have in common. */
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';

/** Who may call: everyone who is connected, or only a person (`user`), never a `service`. */
export type MethodRow = {
  kind: 'query' | 'mutation';
  summary: string;
  params: z.ZodType;
  result: z.ZodType;
  /** Codes beyond those that every method can answer. */
  errors: readonly ErrorCode[];
  /** Calls a minute for one actor. */
  perMinute: number;
  actors?: 'user';
};
export type MethodRows = Record<string, MethodRow>;

export const Id = z.string().min(1).max(200);
export const Title = z.string().trim().min(1).max(200);
export const AgentId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
export const ModelName = z
  .string()
  .max(200)
  .regex(/^[^/\s]+\/\S+$/, 'must be provider/model');
export const idempotencyKey = z
  .string()
  .regex(/^[\x20-\x7E]{1,128}$/, 'must be 1 to 128 printable characters')
  .describe('Made by the client. The same key with the same params answers with the first answer.');
export const page = (max: number, fallback: number) => ({
  limit: z.int().min(1).max(max).default(fallback),
  cursor: z.string().max(500).optional().describe('Opaque: the nextCursor of the page before.'),
});
export const nextCursor = z.string().optional();
