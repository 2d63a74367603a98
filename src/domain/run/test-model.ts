/** models.test: one real round trip, under the policy, on the audit trail, and counted like any other call. */
import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { costAtMost, isFree } from '../budget/estimate.ts';
import { dayOf, requirePrice, reserve } from '../budget/reserve.ts';
import { requireAllowed } from '../policy/choose-model.ts';
import { currentPolicy } from '../policy/policy-service.ts';
import type { Transaction } from '../ports.ts';
import type { Caller } from '../records.ts';
import type { RunDeps } from './run-deps.ts';

/** More than a trial sends and gets, whatever the provider puts around it. */
const TRIAL = { countedTokens: 200, maxOutputTokens: 512 };
/** It was asked for one word: of a model that says more, this much shows how. */
const SAMPLE_CHARS = 80;
/** With everything that a provider tries by itself. */
const TIMEOUT_MS = 60_000;

type Trial = { spendId: string; reserved: boolean; result: MethodResult<'models.test'> };

/**
 * Asks the model. That this is permitted, and what it may cost of the day's budget, is stored before.
 * @throws ProtocolError POLICY_DENIED, BUDGET_EXCEEDED
 */
export async function tryModel(deps: RunDeps, caller: Caller, { model }: MethodParams<'models.test'>): Promise<Trial> {
  const { scope } = caller;
  const spendId = deps.ids.next('spd');
  const reserved = await deps.uow.transaction(async (tx) => {
    const policy = await currentPolicy(tx, scope);
    requireAllowed(policy, model);
    await appendAudit(tx, deps, caller, { action: 'models.test', resource: model, outcome: 'allowed', detail: {} });
    const { maxCostUsdPerDay } = policy.document.modelPolicy;
    const facts = deps.models.describe(model);
    if (!facts || maxCostUsdPerDay === undefined) return false;
    const price = requirePrice(model, facts);
    if (isFree(price)) return false;
    const attempt = { scope, spendId, runId: spendId, step: 0, model, now: deps.clock.now(), price, ...TRIAL };
    await reserve(tx, { maxCostUsdPerDay }, { ...attempt, leastTokens: TRIAL.maxOutputTokens });
    return true;
  });
  return { spendId, reserved, result: await ask(deps, caller, model) };
}

async function ask(deps: RunDeps, caller: Caller, model: string): Promise<MethodResult<'models.test'>> {
  const startedAt = deps.clock.now();
  const timeout = new AbortController();
  const cancel = deps.clock.after(TIMEOUT_MS, () =>
    timeout.abort(new ProtocolError('MODEL_UNAVAILABLE', `${model} did not answer within ${TIMEOUT_MS / 1000} s`)),
  );
  try {
    const { text, usage, firstTokenMs, durationMs } = await deps.models.test(model, timeout.signal);
    const times = { firstTokenMs: Math.max(0, firstTokenMs), durationMs: Math.max(0, durationMs) };
    const sample = sampleOf(text);
    return { model, ok: true, ...times, usage, ...(sample === '' ? {} : { sample }) };
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    const durationMs = Math.max(0, deps.clock.now() - startedAt);
    return { model, ok: false, durationMs, error: error.toShape(caller.traceId) };
  } finally {
    cancel();
  }
}

/** The beginning of what it said, in one line. */
function sampleOf(text: string): string {
  const characters = Array.from(text.replaceAll(/\s+/g, ' ').trim());
  if (characters.length <= SAMPLE_CHARS) return characters.join('');
  return `${characters.slice(0, SAMPLE_CHARS - 1).join('')}…`;
}

/** Writes down what the trial cost, in the transaction that stores its answer. */
export async function settleTrial(
  tx: Transaction,
  deps: RunDeps,
  caller: Caller,
  { spendId, reserved, result }: Trial,
): Promise<MethodResult<'models.test'>> {
  const { scope } = caller;
  const { model, usage } = result;
  const price = deps.models.describe(model)?.price;
  const costUsd = usage ? (usage.costUsd ?? (price ? costAtMost(price, usage) : 0)) : 0;
  if (reserved) await tx.spend.settle(scope, spendId, costUsd);
  else if (costUsd > 0) {
    const now = deps.clock.now();
    const row = { ...scope, spendId, runId: spendId, step: 0, model, day: dayOf(now), createdAt: now };
    await tx.spend.insert({ ...row, reservedUsd: 0, costUsd });
  }
  return usage && costUsd > 0 ? { ...result, usage: { ...usage, costUsd } } : result;
}
