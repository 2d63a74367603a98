/** What the run loop asks of a model. Implemented by src/model; nothing here knows a provider. */
import type { ToolStatus, Usage } from '../../protocol/entities.ts';

/** What a continued run asks, in the place of a message of the person. */
export const CONTINUE_REQUEST = 'Continue where you stopped.';

export type ModelToolCall = { toolCallId: string; toolName: string; args: Record<string, unknown> };

/** A picture that the person attached. `data` is read when a request needs it, and not kept. */
export type ModelImage = { name: string; mediaType: string; data(): Promise<Uint8Array> };

export type ModelMessage =
  | { role: 'system'; text: string }
  | { role: 'user'; text: string; images?: readonly ModelImage[] }
  | { role: 'assistant'; text: string; reasoning: string; toolCalls: ModelToolCall[] }
  | { role: 'tool'; toolCallId: string; toolName: string; status: ToolStatus; output: string };

/** `params` is the JSON Schema of the tool's arguments. */
export type ModelTool = { name: string; description: string; params: Record<string, unknown> };

export type ModelRequest = {
  /** `provider/model`. */
  model: string;
  messages: readonly ModelMessage[];
  tools: readonly ModelTool[];
  /** Longest time to the first text, reasoning or tool call; signs of life alone do not count. */
  timeoutMs: number;
  /** Longest time without any sign of life after that. */
  silenceMs: number;
  /** Bound of the answer, for a call whose cost was reserved. */
  maxOutputTokens?: number;
  /** Told before each pause that a provider asks for because it takes no more requests for now. The pause begins when it returns. */
  waiting?: (wait: ModelWait) => Promise<void>;
};

/** `reason` goes on where the model's name ends. */
export type ModelWait = { reason: string; waitMs: number };

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

/** In US dollars for a million tokens. Input that is read from the provider's cache or put into it may have prices of its own. */
export type TokenPrice = { input: number; cachedInput?: number; cacheWrite?: number; output: number };
/** `long` is what every token of a call costs whose input has more tokens than `aboveTokens`. */
export type ModelPrice = TokenPrice & { long?: TokenPrice & { aboveTokens: number } };
/** What is known of a model. `price` is undefined when nobody told us; of a model that costs nothing it is zero. */
export type ModelFacts = {
  contextWindow: number;
  maxOutputTokens: number;
  tools: boolean;
  vision: boolean;
  price: ModelPrice | undefined;
};

/** A provider, whether it can be used, and what it has. */
export type ProviderReport = {
  /** What stands before the slash of its models. */
  name: string;
  kind: 'anthropic' | 'openai' | 'openai-compatible' | 'demo';
  status: 'ready' | 'unreachable' | 'no_key';
  /** Public, when it is not ready. */
  reason?: string;
  models: { model: string; facts: ModelFacts }[];
};

/** What a real round trip gave. Times are milliseconds from the call. */
export type ModelTrial = { text: string; usage: Usage; firstTokenMs: number; durationMs: number };

export interface Models {
  /**
   * The model that answers when neither the call, the session nor the policy names one, `provider/model`. It may change when a
   * server is found on this machine.
   */
  readonly defaultModel: string;
  /** Facts about a model, or undefined when no configured provider serves it. */
  describe(model: string): ModelFacts | undefined;
  /** Tokens of what would be sent, as well as they can be counted before it is. */
  countTokens(request: Pick<ModelRequest, 'model' | 'messages' | 'tools'>): Promise<number>;
  /**
   * One model call. Retries inside the provider; aborting `signal` ends the HTTP request and the iteration throws.
   * @throws ProtocolError MODEL_UNAVAILABLE when every attempt failed on the provider's side
   * @throws ProtocolError INVALID_REQUEST when the provider refuses the request itself (bad parameters)
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
  /** Every provider that is configured or looked for, with what it has. Looks at most every few seconds; takes seconds at most. */
  list(): Promise<ProviderReport[]>;
  /** Asks the model for one word, for real. @throws as `stream` does */
  test(model: string, signal: AbortSignal): Promise<ModelTrial>;
}
