/**
 * The model calls of one run: who is asked, within which budget, and what it cost. Money is reserved before a call where the
 * policy sets a budget, and settled in the transaction that stores the step or the end of the run; without a budget a call
 * costs no transaction of its own.
 */
import type { Usage } from '../../protocol/entities.ts';
import type { ProtocolError } from '../../protocol/errors.ts';
import type { SessionNotice } from '../../protocol/events.ts';
import { costAtMost, isFree } from '../budget/estimate.ts';
import { dayOf, hasBudget, requirePrice, reserve } from '../budget/reserve.ts';
import type { Transaction } from '../ports.ts';
import type { PolicyRecord, RunRecord } from '../records.ts';
import { sessionUpdated } from '../session/session-events.ts';
import { requireSession } from '../session/session-service.ts';
import { candidatesOf, streamWithFallback } from './fallback.ts';
import type { StepAnswer } from './loop.ts';
import type { ModelPart, ModelPrice, ModelRequest, ModelWait } from './model-port.ts';
import { agentOf, logFields, type RunDeps } from './run-deps.ts';
import { addUsage } from './usage.ts';

export type ModelCalls = {
  /** Asks for one step. `ask` says what, under which policy. */
  stream(
    step: number,
    ask: () => Promise<{ policy: PolicyRecord; request: Omit<ModelRequest, 'model'> }>,
    signal: AbortSignal,
  ): AsyncGenerator<ModelPart>;
  /** The model that was asked last: the one that answers. */
  readonly model: string;
  /** What the step used, with what it cost and what attempts before it cost. To be settled. */
  answered(usage: Usage): Usage;
  /** What is known to have been used by a step that has no answer. To be settled. */
  unanswered(said: string): Promise<Usage | undefined>;
  /** Writes down what the step cost, in the transaction that stores the step or the end of the run. */
  settle(tx: Transaction): Promise<void>;
};

/** Shorter ones are over before anybody has read of them. */
const LEAST_TOLD_WAIT_MS = 1_000;

const NOTHING: Usage = { inputTokens: 0, outputTokens: 0 };

type Attempt = {
  spendId: string;
  step: number;
  model: string;
  price: ModelPrice | undefined;
  /** What was reserved for; undefined where there was no budget. */
  inputTokens: number | undefined;
  /** False while it is only prepared: money may be reserved, and nobody has been asked. */
  asked: boolean;
};
type Due = Attempt & { costUsd: number };

/** `failed` remembers, for as long as the run lives here, which models did not answer. */
export function createModelCalls(deps: RunDeps, run: RunRecord, failed: Set<string>): ModelCalls {
  const { scope } = agentOf(run);
  let open: Attempt | undefined;
  let model = run.model;
  /** Used by the attempts of the step so far, until the step is stored. */
  let used: Usage = NOTHING;
  let due: Due[] = [];

  function stream(...[step, ask, signal]: Parameters<ModelCalls['stream']>): AsyncGenerator<ModelPart> {
    let asked: Awaited<ReturnType<typeof ask>> | undefined;
    used = NOTHING;
    const models = {
      stream: (request: ModelRequest, aborted: AbortSignal) => {
        if (open) open.asked = true;
        ({ model } = request);
        return deps.models.stream(request, aborted);
      },
    };
    return streamWithFallback(
      models,
      {
        candidates: async () => {
          asked = await ask();
          const serves = (name: string) => deps.models.describe(name) !== undefined;
          return candidatesOf(run.model, asked.policy.document.modelPolicy, { failed, serves });
        },
        request: async (name) => {
          if (!asked) throw new Error('candidates come first');
          const price = deps.models.describe(name)?.price;
          open = { spendId: deps.ids.next('spd'), step, model: name, price, inputTokens: undefined, asked: false };
          const waiting = (wait: ModelWait) => tellOfWait(name, wait);
          return { ...asked.request, model: name, waiting, ...(await withinBudget(open, asked.policy, asked.request)) };
        },
        fellBack: tellOfFallback,
        failed: async (name, said) => {
          failed.add(name);
          // One that never said a word is not charged for.
          book(said === '' ? NOTHING : await usedBy(said));
        },
      },
      signal,
    );
  }

  /** @throws ProtocolError BUDGET_EXCEEDED */
  async function withinBudget(
    attempt: Attempt,
    policy: PolicyRecord,
    request: Omit<ModelRequest, 'model'>,
  ): Promise<{ maxOutputTokens?: number }> {
    const { modelPolicy } = policy.document;
    const facts = deps.models.describe(attempt.model);
    if (!facts || !hasBudget(modelPolicy)) return {};
    const price = requirePrice(attempt.model, facts);
    if (isFree(price)) return {};
    const countedTokens = await deps.models.countTokens({ ...request, model: attempt.model });
    const { maxOutputTokens } = facts;
    const quoted = await deps.uow.transaction(async (tx) => {
      await writeDue(tx);
      const now = deps.clock.now();
      const { runId } = run;
      return reserve(tx, modelPolicy, { ...attempt, scope, runId, now, price, maxOutputTokens, countedTokens });
    });
    attempt.inputTokens = quoted.inputTokens;
    return { maxOutputTokens: quoted.maxOutputTokens };
  }

  /** What an attempt that was cut off has used: its input, and what it had said. Known only where it was counted before. */
  async function usedBy(said: string): Promise<Usage | undefined> {
    if (open?.inputTokens === undefined || open.price === undefined) return undefined;
    if (!open.asked) return NOTHING;
    const outputTokens =
      said === ''
        ? 0
        : await deps.models.countTokens({
            model: open.model,
            messages: [{ role: 'assistant', text: said, reasoning: '', toolCalls: [] }],
            tools: [],
          });
    const tokens = { inputTokens: open.inputTokens, outputTokens };
    return { ...tokens, costUsd: costAtMost(open.price, tokens) };
  }

  async function tellOfFallback({ from, to, reason }: { from: string; to: string; reason: string }): Promise<void> {
    deps.log.warn({ ...logFields(run), from, to }, 'a model did not answer, the next one is asked');
    await tell({ kind: 'fallback', runId: run.runId, from, to, message: `${reason}.` });
  }

  async function tellOfWait(name: string, { reason, waitMs }: ModelWait): Promise<void> {
    deps.log.warn({ ...logFields(run), model: name, wait_ms: waitMs }, 'a provider takes no more requests for now');
    if (waitMs < LEAST_TOLD_WAIT_MS) return;
    const retryAfterMs = Math.round(waitMs);
    await tell({ kind: 'rate_limit', runId: run.runId, model: name, retryAfterMs, message: `${name} ${reason}.` });
  }

  /** Puts a notice into the journal, after what was streamed before it. */
  async function tell(notice: SessionNotice): Promise<void> {
    const streamed = await deps.deltas.take(run.runId);
    await deps.persist.write(async (tx) => {
      const session = await requireSession(tx, scope, run.sessionId);
      await tx.journal.append(scope, [...streamed, sessionUpdated(session, run.traceId, notice)]);
    });
  }

  /** The attempt is over, and this is what is known of it. */
  function book(known: Usage | undefined): void {
    if (open && known) {
      due.push({ ...open, costUsd: known.costUsd ?? 0 });
      used = addUsage(used, known);
    }
    open = undefined;
  }

  async function writeDue(tx: Transaction): Promise<void> {
    const written = due;
    for (const { spendId, step, model: name, inputTokens, costUsd } of written) {
      if (inputTokens !== undefined) await tx.spend.settle(scope, spendId, costUsd);
      else if (costUsd > 0) {
        const now = deps.clock.now();
        const row = { ...scope, spendId, runId: run.runId, step, model: name, day: dayOf(now), createdAt: now };
        await tx.spend.dropUnsettled(scope, run.runId, step);
        await tx.spend.insert({ ...row, reservedUsd: 0, costUsd });
      }
    }
    tx.afterCommit(() => {
      due = due.filter((each) => !written.includes(each));
    });
  }

  return {
    stream,
    get model() {
      return model;
    },
    answered: (usage) => {
      const costUsd = usage.costUsd ?? (open?.price && costAtMost(open.price, usage)) ?? 0;
      book(costUsd > 0 ? { ...usage, costUsd } : usage);
      return used;
    },
    unanswered: async (said) => {
      book(await usedBy(said));
      return used === NOTHING ? undefined : used;
    },
    settle: async (tx) => {
      await writeDue(tx);
      tx.afterCommit(() => {
        used = NOTHING;
      });
    },
  };
}

/** What people see of a run that a budget stopped. */
export function budgetNotice(run: RunRecord, error: ProtocolError): SessionNotice {
  return { kind: 'budget', runId: run.runId, message: error.message };
}

/** What people see of an answer that is not whole: the kind says it all. */
export function cutShortNotice(run: RunRecord, reason: StepAnswer['finishReason']): SessionNotice | undefined {
  if (reason !== 'length' && reason !== 'content_filter') return undefined;
  return { kind: reason, runId: run.runId };
}
