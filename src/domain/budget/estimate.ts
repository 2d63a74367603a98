/** What a model call may cost at most, and what of it the money left still pays. Pure. */
import type { ModelPrice, TokenPrice } from '../run/model-port.ts';

/** A longer answer is rarely wanted, and reserving more would keep other runs of the day from starting. */
const LONGEST_ANSWER_TOKENS = 16_384;
/** With less than this a model cannot say anything useful, so it is not asked. */
const LEAST_ANSWER_TOKENS = 256;
/** Input is counted with one tokenizer for all models; those of others find up to a quarter more tokens in the same text. */
const COUNT_MARGIN = 1.25;

/** Upper bound in US dollars: all input at the dearest price that it can have. */
export function costAtMost(price: ModelPrice, tokens: { inputTokens: number; outputTokens: number }): number {
  const each = priceOf(price, tokens.inputTokens);
  const input = Math.max(each.input, each.cacheWrite ?? 0);
  return (tokens.inputTokens * input + tokens.outputTokens * each.output) / 1_000_000;
}

function priceOf(price: ModelPrice, inputTokens: number): TokenPrice {
  return price.long && inputTokens > price.long.aboveTokens ? price.long : price;
}

export function isFree(price: ModelPrice): boolean {
  return costAtMost(price, { inputTokens: 1, outputTokens: 1 }) === 0;
}

export type Quote = { inputTokens: number; maxOutputTokens: number; reservedUsd: number };

/**
 * What to reserve for a call when `leftUsd` is left, and how long its answer may then be. `neededUsd` is what the shortest useful
 * answer, of `leastTokens`, would have needed.
 */
export function quote(
  model: { price: ModelPrice; maxOutputTokens: number },
  countedTokens: number,
  { leftUsd, leastTokens = LEAST_ANSWER_TOKENS }: { leftUsd: number; leastTokens?: number | undefined },
): { ok: true; quote: Quote } | { ok: false; neededUsd: number } {
  const { price } = model;
  const inputTokens = Math.ceil(countedTokens * COUNT_MARGIN);
  const longest = Math.min(model.maxOutputTokens, LONGEST_ANSWER_TOKENS);
  const least = Math.min(longest, leastTokens);
  const inputUsd = costAtMost(price, { inputTokens, outputTokens: 0 });
  const perOutputToken = priceOf(price, inputTokens).output / 1_000_000;
  const affordable = perOutputToken === 0 ? longest : Math.floor((leftUsd - inputUsd) / perOutputToken);
  if (inputUsd > leftUsd || affordable < least) return { ok: false, neededUsd: inputUsd + least * perOutputToken };
  const maxOutputTokens = Math.min(longest, affordable);
  const reservedUsd = costAtMost(price, { inputTokens, outputTokens: maxOutputTokens });
  return { ok: true, quote: { inputTokens, maxOutputTokens, reservedUsd } };
}
