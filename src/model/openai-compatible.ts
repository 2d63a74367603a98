/** Any server that speaks OpenAI's Chat Completions: Ollama, llama.cpp, vLLM, LM Studio, and hosted ones of many names. */
import type { ModelFacts } from '../domain/run/model-port.ts';
import { bearer } from './address.ts';
import { encodeChat } from './encode-chat.ts';
import { factsOf } from './facts.ts';
import type { ModelProvider, ProviderPorts } from './provider.ts';
import type { Wire } from './wire.ts';
import { createWireProvider } from './wire-provider.ts';

const CHAT_COMPLETIONS: Wire = {
  form: 'a Chat Completions stream',
  keyHeaders: bearer,
  encode: encodeChat,
  modelsPath: '/models',
  async load(settings) {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return createOpenAICompatible({ ...settings, name: 'openai' }).chatModel('named-in-the-body');
  },
};

export type OpenAiCompatibleOptions = ProviderPorts & {
  /** What stands before the slash of its models. Default `openai`. */
  name?: string;
  /** Up to and without `/chat/completions`. User and password in it become Basic authorization. */
  baseUrl: string;
  apiKey?: string;
  /** Default: what facts.ts knows. */
  facts?: (modelId: string) => ModelFacts;
};

export function createOpenAiCompatible({ name = 'openai', ...options }: OpenAiCompatibleOptions): ModelProvider {
  return createWireProvider(CHAT_COMPLETIONS, { facts: (modelId) => factsOf(name, modelId), ...options, name });
}
