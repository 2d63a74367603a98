/** Takes money out of the budgets before a model is asked. Source: architecture.md §6 "Budgets are reserved before the call". */
import type { PolicyDocument } from '../../protocol/entities.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Transaction } from '../ports.ts';
import type { Scope } from '../records.ts';
import type { ModelFacts, ModelPrice } from '../run/model-port.ts';
import { type Quote, quote } from './estimate.ts';

type Limits = Pick<PolicyDocument['modelPolicy'], 'maxCostUsdPerRun' | 'maxCostUsdPerDay'>;

export type Attempt = { scope: Scope; spendId: string; runId: string; step: number; model: string; now: number };

/** Whether any budget is set. */
export function hasBudget(limits: Limits): boolean {
  return limits.maxCostUsdPerRun !== undefined || limits.maxCostUsdPerDay !== undefined;
}

/** @throws ProtocolError BUDGET_EXCEEDED when nobody knows what the model costs */
export function requirePrice(model: string, facts: ModelFacts): ModelPrice {
  if (facts.price !== undefined) return facts.price;
  throw new ProtocolError(
    'BUDGET_EXCEEDED',
    `Nobody told this gateway what ${model} costs, so the budget cannot be kept: choose a model with a known price, or remove the budget from the policy.`,
    { details: { budget: 'unknown_price', model } },
  );
}

/**
 * Reserves the most that the call may cost, in the caller's transaction. Reservations of the same step that nobody settled are
 * replaced: the step is done again.
 * @throws ProtocolError BUDGET_EXCEEDED, naming the budget and what is left of it
 */
export async function reserve(
  tx: Pick<Transaction, 'spend'>,
  limits: Limits,
  attempt: Attempt & { price: ModelPrice; maxOutputTokens: number; countedTokens: number; leastTokens?: number },
): Promise<Quote> {
  const { scope, spendId, runId, step, model, now } = attempt;
  await tx.spend.dropUnsettled(scope, runId, step);
  const day = dayOf(now);
  // The day first: it is what others may be taking from, and asking for it makes them wait.
  const budgets = [
    { budget: 'day', limitUsd: limits.maxCostUsdPerDay, spent: () => tx.spend.spentOnDay(scope, day) },
    { budget: 'run', limitUsd: limits.maxCostUsdPerRun, spent: () => tx.spend.spentByRun(scope, runId) },
  ] as const;
  const left: { budget: 'day' | 'run'; limitUsd: number; leftUsd: number }[] = [];
  for (const { budget, limitUsd, spent } of budgets) {
    if (limitUsd !== undefined) left.push({ budget, limitUsd, leftUsd: Math.max(0, limitUsd - (await spent())) });
  }
  const [tightest] = left.toSorted((a, b) => a.leftUsd - b.leftUsd);
  if (!tightest) throw new Error('nothing is reserved where there is no budget');
  const answer = quote(attempt, attempt.countedTokens, { leftUsd: tightest.leftUsd, leastTokens: attempt.leastTokens });
  if (!answer.ok) throw exceeded(model, { ...tightest, neededUsd: answer.neededUsd });
  await tx.spend.insert({
    ...scope,
    spendId,
    runId,
    step,
    model,
    day,
    reservedUsd: answer.quote.reservedUsd,
    costUsd: null,
    createdAt: now,
  });
  return answer.quote;
}

/** The UTC day of a moment, `YYYY-MM-DD`. */
export function dayOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

const WHICH = { run: 'this run', day: 'today' } as const;
const MEND = {
  run: 'raise maxCostUsdPerRun in the policy, or continue the run to give it a new budget',
  day: 'raise maxCostUsdPerDay in the policy, or wait until tomorrow (UTC)',
} as const;

function exceeded(
  model: string,
  {
    budget,
    limitUsd,
    leftUsd,
    neededUsd,
  }: { budget: 'run' | 'day'; limitUsd: number; leftUsd: number; neededUsd: number },
): ProtocolError {
  return new ProtocolError(
    'BUDGET_EXCEEDED',
    `Of the ${usd(limitUsd)} for ${WHICH[budget]} ${usd(leftUsd)} is left, and ${model} may need ${usd(neededUsd)}: ${MEND[budget]}.`,
    { details: { budget, model, limitUsd, leftUsd, neededUsd } },
  );
}

/** Four digits that say something, whatever the size. */
function usd(amount: number): string {
  return `$${amount === 0 ? 0 : amount >= 1 ? amount.toFixed(2) : Number(amount.toPrecision(2))}`;
}
