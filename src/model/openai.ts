/** OpenAI itself, over its Responses API. */
import type { ModelFacts } from '../domain/run/model-port.ts';
import { bearer } from './address.ts';
import { encodeResponses } from './encode-responses.ts';
import { factsOf } from './facts.ts';
import type { ModelProvider, ProviderPorts } from './provider.ts';
import type { Wire } from './wire.ts';
import { createWireProvider } from './wire-provider.ts';

const BASE_URL = 'https://api.openai.com/v1';

const RESPONSES: Wire = {
  form: 'a Responses stream',
  keyHeaders: bearer,
  encode: encodeResponses,
  modelsPath: '/models',
  async load(settings) {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return createOpenAI(settings).responses('named-in-the-body');
  },
};

export type OpenAiOptions = ProviderPorts & {
  /** Up to and without `/responses`. Default: OpenAI's own. */
  baseUrl?: string;
  apiKey?: string;
  /** Default: what facts.ts knows. */
  facts?: (modelId: string) => ModelFacts;
};

export function createOpenAi({ baseUrl = BASE_URL, ...options }: OpenAiOptions): ModelProvider {
  const facts = (modelId: string) => factsOf('openai', modelId);
  return createWireProvider(RESPONSES, { facts, ...options, name: 'openai', baseUrl });
}
