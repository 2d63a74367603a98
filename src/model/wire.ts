/** What tells one wire format from another. Everything else about a provider is in wire-provider.ts. */
import type { ModelFacts, ModelRequest } from '../domain/run/model-port.ts';
import type { LoadModel } from './transport.ts';

/** The JSON text of a request. */
export type Encode = (
  modelId: string,
  request: ModelRequest,
  facts: Pick<ModelFacts, 'vision' | 'maxOutputTokens'>,
) => string | Promise<string>;

export type Wire = {
  /** What an answer should be, for messages: `a Chat Completions stream`. */
  form: string;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Headers that carry the key. */
  keyHeaders(apiKey: string): Record<string, string>;
  encode: Encode;
  /** Loads the AI SDK's reader of this format. */
  load: LoadModel;
  /** Path and query of the list of models, after the base URL. */
  modelsPath: string;
};
