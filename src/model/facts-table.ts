/**
 * What the providers publish about their models. A row stands for every model whose name begins with it, unless a longer row
 * does too; its price only for the model of exactly that name and its dated snapshots (facts.ts), because a variant
 * (`-pro`, `-mini`) that nobody told us of may cost ten times as much.
 *
 * Sources, read in November 2026:
 * - OpenAI: the model pages as collected in gpt-tokenizer 4.0.0, which a test compares with (windows, output, images; its prices
 *   are placeholders for many models and are not used); prices of "Pricing" and of the model pages at developers.openai.com.
 *   gpt-5.6-sol was sold below its list price until 21 November 2026 at least: the list price stands here.
 * - Anthropic: "Pricing" and "Models overview" at platform.claude.com; output bounds as in @ai-sdk/anthropic. Assumed, because
 *   no page at hand said it: the window of Claude 4.6 to 4.8 is that of Claude 5.
 * Some of it was read in copies of these pages, and prices of models that are not listed any more are the last ones known: when
 * a bill and this table differ, the bill is right and the table wants mending.
 * A price that is not known is left out; a budget then refuses the model.
 */
import type { ModelPrice, TokenPrice } from '../domain/run/model-port.ts';

export type FactsRow = {
  contextWindow: number;
  maxOutputTokens: number;
  /** Left out: false. */
  vision?: true;
  price?: ModelPrice;
};

/** Window, longest answer, and the price of input, cached input and output. */
function text(contextWindow: number, maxOutputTokens: number, ...price: Price): FactsRow {
  return { contextWindow, maxOutputTokens, ...priced(price) };
}
function sees(contextWindow: number, maxOutputTokens: number, ...price: Price): FactsRow {
  return { contextWindow, maxOutputTokens, vision: true, ...priced(price) };
}
type Price = [] | [input: number, cachedInput: number | undefined, output: number];
function priced([input, cachedInput, output]: Price): { price?: ModelPrice } {
  if (input === undefined || output === undefined) return {};
  return { price: { input, ...(cachedInput === undefined ? {} : { cachedInput }), output } };
}

/** From GPT-5.4 on: a long call costs twice for all its input, one and a half times for its output. */
function frontier(...[input, cachedInput, output]: [input: number, cachedInput: number | undefined, output: number]) {
  const row = sees(1_050_000, 128_000, input, cachedInput, output);
  const doubled = cachedInput === undefined ? {} : { cachedInput: cachedInput * 2 };
  const long = { aboveTokens: 272_000, input: input * 2, ...doubled, output: output * 1.5 };
  return { ...row, price: { ...row.price, input, output, long } } satisfies FactsRow;
}

/** From GPT-5.6 on, what enters the cache costs a quarter more than input. */
function cacheWriting(row: FactsRow & { price: ModelPrice }): FactsRow {
  const { long, ...base } = row.price;
  return {
    ...row,
    price: { ...writing(base), ...(long && { long: { ...writing(long), aboveTokens: long.aboveTokens } }) },
  };
}
function writing(price: TokenPrice): TokenPrice {
  return { ...price, cacheWrite: price.input * 1.25 };
}

/** Claude: writing a five-minute cache costs a quarter more than input. */
function claude(contextWindow: number, maxOutputTokens: number, ...price: Price): FactsRow {
  const row = sees(contextWindow, maxOutputTokens, ...price);
  return row.price ? { ...row, price: writing(row.price) } : row;
}

const MILLION = 1_000_000;

export const OPENAI_MODELS: Readonly<Record<string, FactsRow>> = {
  'gpt-3.5-turbo': text(16_385, 4_096, 0.5, undefined, 1.5),
  'gpt-3.5-turbo-1106': text(16_385, 4_096, 1, undefined, 2),
  'gpt-4': text(8_192, 8_192, 30, undefined, 60),
  'gpt-4-0125': text(128_000, 4_096, 10, undefined, 30),
  'gpt-4-1106': text(128_000, 4_096, 10, undefined, 30),
  'gpt-4-turbo': sees(128_000, 4_096, 10, undefined, 30),
  'gpt-4.1': sees(1_047_576, 32_768, 2, 0.5, 8),
  'gpt-4.1-mini': sees(1_047_576, 32_768, 0.4, 0.1, 1.6),
  'gpt-4.1-nano': sees(1_047_576, 32_768, 0.1, 0.025, 0.4),
  'gpt-4.5': sees(128_000, 16_384),
  'gpt-4o': sees(128_000, 16_384, 2.5, 1.25, 10),
  'gpt-4o-2024-05-13': sees(128_000, 4_096, 5, undefined, 15),
  'gpt-4o-mini': sees(128_000, 16_384, 0.15, 0.075, 0.6),
  'gpt-5': sees(400_000, 128_000, 1.25, 0.125, 10),
  'gpt-5-chat': sees(128_000, 16_384, 1.25, 0.125, 10),
  'gpt-5-codex': sees(400_000, 128_000, 1.25, 0.125, 10),
  'gpt-5-mini': sees(400_000, 128_000, 0.25, 0.025, 2),
  'gpt-5-nano': sees(400_000, 128_000, 0.05, 0.005, 0.4),
  'gpt-5-pro': sees(400_000, 272_000, 15, undefined, 120),
  'gpt-5.1': sees(400_000, 128_000, 1.25, 0.125, 10),
  'gpt-5.1-chat': sees(128_000, 16_384, 1.25, 0.125, 10),
  'gpt-5.1-codex': sees(400_000, 128_000, 1.25, 0.125, 10),
  'gpt-5.1-codex-max': sees(400_000, 128_000, 1.25, 0.125, 10),
  'gpt-5.1-codex-mini': sees(400_000, 128_000, 0.25, 0.025, 2),
  'gpt-5.2': sees(400_000, 128_000, 1.75, 0.175, 14),
  'gpt-5.2-chat': sees(128_000, 16_384, 1.75, 0.175, 14),
  'gpt-5.2-codex': sees(400_000, 128_000, 1.75, 0.175, 14),
  'gpt-5.2-pro': sees(400_000, 128_000, 21, undefined, 168),
  'gpt-5.3-chat': sees(128_000, 16_384, 1.75, 0.175, 14),
  'gpt-5.3-codex': sees(400_000, 128_000, 1.75, 0.175, 14),
  'gpt-5.4': frontier(2.5, 0.25, 15),
  'gpt-5.4-mini': sees(400_000, 128_000, 0.75, 0.075, 4.5),
  'gpt-5.4-nano': sees(400_000, 128_000, 0.2, 0.02, 1.25),
  'gpt-5.4-pro': frontier(30, undefined, 180),
  'gpt-5.5': frontier(5, 0.5, 30),
  'gpt-5.5-pro': frontier(30, undefined, 180),
  'gpt-5.6': cacheWriting(frontier(5, 0.5, 30)),
  'gpt-5.6-cyber': sees(400_000, 128_000),
  'gpt-5.6-luna': cacheWriting(frontier(0.2, 0.02, 1.2)),
  'gpt-5.6-sol': cacheWriting(frontier(5, 0.5, 30)),
  'gpt-5.6-terra': cacheWriting(frontier(2, 0.2, 12)),
  'gpt-6': sees(1_050_000, 128_000),
  'gpt-6-luna': cacheWriting(frontier(0.1, 0.01, 0.5)),
  'gpt-6-sol': cacheWriting(frontier(2, 0.2, 10)),
  'gpt-6.1-terra': cacheWriting(frontier(1, undefined, 5)),
  'gpt-oss': text(131_072, 131_072),
  o1: sees(200_000, 100_000, 15, 7.5, 60),
  'o1-mini': text(128_000, 65_536, 1.1, 0.55, 4.4),
  'o1-preview': text(128_000, 32_768, 15, 7.5, 60),
  'o1-pro': sees(200_000, 100_000, 150, undefined, 600),
  o3: sees(200_000, 100_000, 2, 0.5, 8),
  'o3-mini': text(200_000, 100_000, 1.1, 0.55, 4.4),
  'o3-pro': sees(200_000, 100_000, 20, undefined, 80),
  'o4-mini': sees(200_000, 100_000, 1.1, 0.275, 4.4),
};

export const ANTHROPIC_MODELS: Readonly<Record<string, FactsRow>> = {
  claude: claude(200_000, 4_096),
  'claude-3-5-haiku': claude(200_000, 8_192, 0.8, 0.08, 4),
  'claude-3-haiku': claude(200_000, 4_096, 0.25, 0.03, 1.25),
  'claude-fable-5': claude(MILLION, 128_000, 10, 1, 50),
  'claude-fable-5-1': claude(MILLION, 128_000, 10, 0.25, 50),
  'claude-haiku-4-5': claude(200_000, 64_000, 1, 0.1, 5),
  'claude-haiku-5-5': {
    ...claude(MILLION, 128_000),
    price: {
      ...writing({ input: 0.1, cachedInput: 0.01, output: 0.5 }),
      long: { aboveTokens: 100_000, ...writing({ input: 0.5, cachedInput: 0.05, output: 2.5 }) },
    },
  },
  'claude-opus-4': claude(200_000, 32_000, 15, 1.5, 75),
  'claude-opus-4-0': claude(200_000, 32_000, 15, 1.5, 75),
  'claude-opus-4-1': claude(200_000, 32_000, 15, 1.5, 75),
  'claude-opus-4-5': claude(200_000, 64_000, 5, 0.5, 25),
  'claude-opus-4-6': claude(MILLION, 128_000, 5, 0.5, 25),
  'claude-opus-4-7': claude(MILLION, 128_000, 5, 0.5, 25),
  'claude-opus-4-8': claude(MILLION, 128_000, 5, 0.5, 25),
  'claude-opus-5': claude(MILLION, 128_000, 5, 0.5, 25),
  'claude-opus-5-5': claude(MILLION, 128_000, 4, 0.2, 20),
  'claude-sonnet-4': claude(200_000, 64_000, 3, 0.3, 15),
  'claude-sonnet-4-0': claude(200_000, 64_000, 3, 0.3, 15),
  'claude-sonnet-4-5': claude(200_000, 64_000, 3, 0.3, 15),
  'claude-sonnet-4-6': claude(MILLION, 128_000, 3, 0.3, 15),
  'claude-sonnet-5': claude(MILLION, 128_000, 2, 0.2, 10),
  'claude-sonnet-5-5': claude(MILLION, 128_000, 2, 0.1, 10),
};
