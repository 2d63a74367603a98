/** Anthropic, over its Messages API. */
import type { ModelFacts } from '../domain/run/model-port.ts';
import { encodeMessages } from './encode-messages.ts';
import { factsOf } from './facts.ts';
import type { ModelProvider, ProviderPorts } from './provider.ts';
import type { Wire } from './wire.ts';
import { createWireProvider } from './wire-provider.ts';

const BASE_URL = 'https://api.anthropic.com/v1';
const VERSION = '2023-06-01';

const MESSAGES: Wire = {
  form: 'a Messages stream',
  headers: { 'anthropic-version': VERSION },
  keyHeaders: (apiKey) => ({ 'x-api-key': apiKey }),
  encode: encodeMessages,
  // Twenty without the limit.
  modelsPath: '/models?limit=1000',
  async load(settings) {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return createAnthropic(settings).languageModel('named-in-the-body');
  },
};

export type AnthropicOptions = ProviderPorts & {
  /** Up to and without `/messages`. Default: Anthropic's own. */
  baseUrl?: string;
  apiKey?: string;
  /** Default: what facts.ts knows. */
  facts?: (modelId: string) => ModelFacts;
};

export function createAnthropic({ baseUrl = BASE_URL, ...options }: AnthropicOptions): ModelProvider {
  const facts = (modelId: string) => factsOf('anthropic', modelId);
  return createWireProvider(MESSAGES, { facts, ...options, name: 'anthropic', baseUrl });
}
