/** What is known of a model by its name: how much fits in, how much comes out, and what it costs. The rows are in facts-table.ts. */
import type { ModelFacts, ModelPrice, TokenPrice } from '../domain/run/model-port.ts';
import { ANTHROPIC_MODELS, type FactsRow, OPENAI_MODELS } from './facts-table.ts';

/** Servers that are looked for on this machine, and the demo: nobody sends a bill for them. */
const FREE_PROVIDERS = new Set(['demo', 'ollama', 'llamacpp', 'vllm', 'lmstudio']);
export const FREE: ModelPrice = { input: 0, output: 0 };

/** What most current open models have. */
const UNKNOWN: FactsRow = { contextWindow: 128_000, maxOutputTokens: 16_384 };
/** The rest of a name that only says which snapshot of the model it is. */
const SNAPSHOT = /^(-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest|preview))*$/;

/**
 * `provider` is what stands before the slash of the model's name. The longest row that begins the name counts. Of a model that
 * nobody told us of, the window is assumed and the price is undefined.
 */
export function factsOf(provider: string, modelId: string): ModelFacts {
  const table = provider === 'anthropic' ? ANTHROPIC_MODELS : OPENAI_MODELS;
  const name = Object.keys(table)
    .filter((each) => modelId.startsWith(each))
    .toSorted((a, b) => b.length - a.length)[0];
  const { contextWindow, maxOutputTokens, vision, price } = (name && table[name]) || UNKNOWN;
  const paid = name !== undefined && SNAPSHOT.test(modelId.slice(name.length)) ? price : undefined;
  return {
    contextWindow,
    maxOutputTokens,
    tools: true,
    vision: vision ?? false,
    price: FREE_PROVIDERS.has(provider) ? FREE : paid,
  };
}

/** Whether the provider's page lists the model, so that it can be offered among the many that a provider has for other uses. */
export function isKnownModel(provider: 'openai' | 'anthropic', modelId: string): boolean {
  const table = provider === 'anthropic' ? ANTHROPIC_MODELS : OPENAI_MODELS;
  return Object.keys(table).some((name) => modelId.startsWith(name) && SNAPSHOT.test(modelId.slice(name.length)));
}

/** Tokens of one call as the provider counted them. `inputTokens` are all of them, cached ones included. */
export type PricedUsage = {
  inputTokens: number;
  cachedInputTokens?: number;
  cacheWriteTokens?: number;
  outputTokens: number;
};

/** What a call cost, in US dollars. */
export function priceUsage(price: ModelPrice, usage: PricedUsage): number {
  const { inputTokens, cachedInputTokens = 0, cacheWriteTokens = 0, outputTokens } = usage;
  const each: TokenPrice = price.long && inputTokens > price.long.aboveTokens ? price.long : price;
  const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
  const perMillion =
    plain * each.input +
    cachedInputTokens * (each.cachedInput ?? each.input) +
    cacheWriteTokens * (each.cacheWrite ?? each.input) +
    outputTokens * each.output;
  return perMillion / 1_000_000;
}
