/** What the run loop asks of a model. Implemented by src/model; nothing here knows a provider. */
import type { ToolStatus, Usage } from '../../protocol/entities.ts';

/** What a continued run asks, in the place of a message of the person. */
export const CONTINUE_REQUEST = 'Continue where you stopped.';

export type ModelToolCall = { toolCallId: string; toolName: string; args: Record<string, unknown> };

export type ModelMessage =
  | { role: 'system'; text: string }
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string; reasoning: string; toolCalls: ModelToolCall[] }
  | { role: 'tool'; toolCallId: string; toolName: string; status: ToolStatus; output: string };

/** `params` is the JSON Schema of the tool's arguments. */
export type ModelTool = { name: string; description: string; params: Record<string, unknown> };

export type ModelRequest = {
  /** `provider/model`. */
  model: string;
  messages: readonly ModelMessage[];
  tools: readonly ModelTool[];
  /** Longest silence (to the first part, and between parts) before the attempt counts as failed. */
  timeoutMs: number;
};

/**
 * What a model call yields, in order. `restart` voids everything that this call yielded before (a retry after a broken
 * stream); `finish` comes once, last. A tool call whose arguments are not a JSON object carries `invalid` with the reason.
 */
export type ModelPart =
  | { type: 'text'; delta: string }
  | { type: 'reasoning'; delta: string }
  | { type: 'tool_call'; toolName: string; args: Record<string, unknown>; invalid?: string }
  | { type: 'restart'; reason: string }
  | { type: 'finish'; usage: Usage; reason: 'stop' | 'tool_calls' | 'length' | 'content_filter' | 'other' };

export interface Models {
  /** The model that answers when neither the call, the session nor the policy names one, `provider/model`. */
  readonly defaultModel: string;
  /** Facts about a model, or undefined when no configured provider serves it. */
  describe(model: string): { contextWindow: number } | undefined;
  /**
   * One model call. Retries inside the provider; aborting `signal` ends the HTTP request and the iteration throws.
   * @throws ProtocolError MODEL_UNAVAILABLE when every attempt failed on the provider's side
   * @throws ProtocolError INVALID_REQUEST when the provider refuses the request itself (bad parameters)
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
}
