import type { ModelRequest, Models } from '../domain/run/model-port.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { createDemo } from './demo.ts';
import { createOpenAiCompatible } from './openai-compatible.ts';
import type { ModelProvider, ProviderPorts } from './provider.ts';
import { countRequestTokens } from './tokens.ts';

export type ModelsOptions = ProviderPorts & {
  /** What is configured. The demo is always there. */
  providers: {
    /** `openai/<model>`: any server that speaks Chat Completions. */
    openai?: { baseUrl: string; apiKey?: string };
  };
  /** `provider/model`. */
  defaultModel: string;
};

/** The models of this gateway, chosen by what stands before the first slash of a model's name. */
export function createModels({ providers, defaultModel, ...ports }: ModelsOptions): Models {
  const configured = new Map<string, ModelProvider>([['demo', createDemo(ports)]]);
  if (providers.openai) configured.set('openai', createOpenAiCompatible({ ...ports, ...providers.openai }));

  const find = (model: string) => {
    const slash = model.indexOf('/');
    return { provider: configured.get(model.slice(0, Math.max(slash, 0))), modelId: model.slice(slash + 1) };
  };

  // Refuses when it is iterated, as a provider does, so that callers have one place to catch.
  const refuse = (model: string): AsyncIterable<never> => {
    const names = [...configured.keys()].join(', ');
    const message = `no provider is configured for ${model}: this gateway has ${names}`;
    const next = () => Promise.reject(new ProtocolError('MODEL_UNAVAILABLE', message));
    return { [Symbol.asyncIterator]: () => ({ next }) };
  };

  return {
    defaultModel,
    describe(model) {
      const { provider, modelId } = find(model);
      return provider?.describe(modelId);
    },
    countTokens: ({ messages, tools }) => countRequestTokens(messages, tools),
    stream(request: ModelRequest, signal) {
      const { provider, modelId } = find(request.model);
      return provider ? provider.stream(modelId, request, signal) : refuse(request.model);
    },
  };
}
