/**
 * Keeps accepted runs going: it starts the loop on what is stored, carries its hooks out, and stores how it ended. It owns no
 * truth: killed at any point, the next start finds everything it needs in the store.
 */
import type { Usage } from '../../protocol/entities.ts';
import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';
import { neverPermitted } from '../policy/evaluate-policy.ts';
import { currentPolicy } from '../policy/policy-service.ts';
import type { ModelCallRecord, PolicyRecord, RunRecord } from '../records.ts';
import { requireSession } from '../session/session-service.ts';
import type { Conversations } from './conversation.ts';
import { abortedError, assistantMessage, finishRun, type RunEnd } from './finish-run.ts';
import { type LoopHooks, type LoopOutcome, runLoop, type StepAnswer } from './loop.ts';
import { budgetNotice, createModelCalls, cutShortNotice, type ModelCalls } from './model-calls.ts';
import type { ModelRequest, ModelTool } from './model-port.ts';
import { prepareCall } from './prepare-call.ts';
import { parkRun } from './resume-run.ts';
import { agentOf, logFields, type RunDeps, type RunRef } from './run-deps.ts';
import { isTerminal, transition } from './run-state.ts';
import { stepMessageId } from './step-message-id.ts';
import { GatewayStops, RunStopped } from './stop-reasons.ts';
import { executeCall, placeOf, proposeCalls } from './tool-executor.ts';
import { unfinished } from './tool-results.ts';
import { addUsage } from './usage.ts';

export type RunDriver = {
  /** Picks a run up, or has it looked at again if it is live. */
  wake(run: RunRef): void;
  /** Stops a run whose abort is stored. */
  stop(run: RunRef): void;
  /** Stops a run because what it streamed could not be stored. */
  fail(runId: string, error: unknown): void;
  /** Resolves when nothing of this run is at work here. */
  idle(runId: string): Promise<void>;
  /** Ends all work for a shutdown: model calls at once (they start again), tools after `graceMs`. Runs stay as they are stored. */
  drain(graceMs: number): Promise<void>;
};

type Live = {
  abort: AbortController;
  again: boolean;
  inTool: boolean;
  done: Promise<void>;
  /** Ends a pause after a failure at once. */
  hurry: () => void;
};
const RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;
/** A model that says nothing for this long is shown to be at work all the same. */
const MARK_LATEST_MS = 50;

export function createRunDriver(
  deps: RunDeps,
  conversations: Conversations,
  options: { resumed: Set<string> },
): RunDriver {
  const live = new Map<string, Live>();
  /** Per run, the models that did not answer it: they are not tried first again, also after it waited for a person. */
  const troubled = new Map<string, Set<string>>();
  let draining = false;

  function wake(ref: RunRef): void {
    if (draining) return;
    const running = live.get(ref.runId);
    if (running) {
      running.again = true;
      return;
    }
    const entry: Live = {
      abort: new AbortController(),
      again: false,
      inTool: false,
      done: Promise.resolve(),
      hurry: () => undefined,
    };
    live.set(ref.runId, entry);
    entry.done = driveUntilQuiet(ref, entry);
  }

  /** Drives the run until nothing is left to do here. A failure to even look at it is waited out: a run must not be left alone. */
  async function driveUntilQuiet(ref: RunRef, entry: Live): Promise<void> {
    for (let failures = 0; ; ) {
      entry.again = false;
      try {
        await drive(ref, entry);
        failures = 0;
      } catch (error) {
        if (error instanceof GatewayStops) break;
        failures += 1;
        entry.again = true;
        deps.log.error({ run_id: ref.runId, failures, err: error }, 'run could not be driven, trying again');
        const delayMs = Math.min(RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
        await pause(entry, delayMs);
      }
      if (!entry.again || draining) break;
    }
    live.delete(ref.runId);
  }

  /** Whoever stops the run, or the gateway, does not wait for the end of it. */
  async function pause(entry: Live, delayMs: number): Promise<void> {
    if (draining) return;
    await new Promise<void>((resolve) => {
      const cancel = deps.clock.after(delayMs, resolve);
      entry.hurry = () => {
        cancel();
        resolve();
      };
    });
  }

  async function drive(ref: RunRef, entry: Live): Promise<void> {
    const stored = await deps.uow.read.runs.get(ref.scope, ref.runId);
    if (stored && isTerminal(stored.status)) troubled.delete(ref.runId);
    if (!stored || isTerminal(stored.status) || stored.status === 'queued' || stored.status === 'waiting_approval')
      return;
    if (stored.abortRequestedAt !== null) {
      await finish(stored, { status: 'aborted', error: abortedError(stored.traceId), startedCalls: 'unknown' });
      return;
    }
    const run: RunRecord = { ...stored, status: 'running' };
    deps.log.info({ ...logFields(run), step: run.steps + 1 }, 'run is at work');
    const mark = stored.status === 'accepted' ? createMark(ref) : () => Promise.resolve();
    const failed = troubled.get(run.runId) ?? new Set();
    troubled.set(run.runId, failed);
    const calls = createModelCalls(deps, run, failed);
    const step = createStep(run);
    try {
      const outcome = await loop(run, entry, { step, mark, calls });
      await mark();
      await conclude(run, outcome, { entry, step, calls });
    } catch (error) {
      if (entry.abort.signal.reason instanceof GatewayStops || error instanceof GatewayStops) throw new GatewayStops();
      await mark().catch(() => undefined);
      const stopped = entry.abort.signal.reason instanceof RunStopped;
      await finish(run, await failure(run, error, { step, calls, stopped }), calls);
    }
  }

  /**
   * Notes that the run is at work: with the first thing the model says, so that both share a commit, or soon after it was asked.
   * Nothing that it answers is acted on before this is stored; a crash in between finds an accepted run, which starts anew.
   */
  function createMark(ref: RunRef): () => Promise<void> {
    let marked: Promise<void> | undefined;
    const cancel = deps.clock.after(MARK_LATEST_MS, () => void mark().catch(() => undefined));
    function mark(): Promise<void> {
      if (marked) return marked;
      cancel();
      marked = deps.uow.transaction(async (tx) => {
        const run = await tx.runs.get(ref.scope, ref.runId);
        if (run?.status !== 'accepted') return;
        await tx.runs.update(ref.scope, ref.runId, { status: transition(run.status, 'running') });
      });
      // Whoever needs it stored awaits it and sees the failure; the first piece of text only starts it.
      marked.catch(() => undefined);
      return marked;
    }
    return mark;
  }

  async function loop(
    run: RunRecord,
    entry: Live,
    { step, mark, calls }: { step: Step; mark: () => Promise<void>; calls: ModelCalls },
  ): Promise<LoopOutcome> {
    const { scope } = agentOf(run);
    const policy = await currentPolicy(deps.uow.read, scope);
    const session = await requireSession(deps.uow.read, scope, run.sessionId);
    const place = placeOf(session, run, policy);
    const toolRuns = run.steps === 0 ? [] : await deps.uow.read.toolRuns.ofRun(scope, run.runId);
    const pending = toolRuns.filter((toolRun) => toolRun.step === run.steps && unfinished(toolRun));
    const hooks: LoopHooks = {
      callModel: (number, signal) => {
        if (draining) throw new GatewayStops();
        deps.faultPoint('step.before');
        step.begin(number, deps.clock.now());
        if (options.resumed.delete(run.runId)) cutBack(run, step);
        return calls.stream(number, () => requestFor(run), signal);
      },
      delta: (_number, kind, delta) => {
        void mark();
        const stored = deps.deltas.text(run, step.add(kind, delta, deps.clock.now()));
        deps.faultPoint('step.streaming');
        return stored;
      },
      restart: () => {
        cutBack(run, step);
        step.clear();
      },
      stepEnded: async (number, answer) => {
        await mark();
        return storeStep(run, { number, answer, step, place, calls });
      },
      callTool: async (call, signal) => {
        if (draining) throw new GatewayStops();
        entry.inTool = true;
        try {
          return await executeCall(deps, run, {
            toolCallId: call.toolCallId,
            place,
            signal,
            mayStart: () => !draining,
          });
        } finally {
          entry.inTool = false;
        }
      },
    };
    return runLoop({ step: run.steps, pending }, hooks, {
      maxSteps: policy.document.executionPolicy.limits.maxSteps,
      signal: entry.abort.signal,
    });
  }

  /** Says that what this step streamed is void. Order is kept by the journal: nobody waits for it. */
  function cutBack(run: RunRecord, step: Step): void {
    for (const reset of step.resets()) void deps.deltas.text(run, reset);
  }

  /** What the model is asked at this step: the conversation as it is stored, under the policy as it is now. */
  async function requestFor(run: RunRecord): Promise<{ policy: PolicyRecord; request: Omit<ModelRequest, 'model'> }> {
    const { scope } = agentOf(run);
    const policy = await currentPolicy(deps.uow.read, scope);
    const session = await requireSession(deps.uow.read, scope, run.sessionId);
    const messages = await conversations.of(deps.uow.read, session);
    const { timeoutMs, silenceMs = timeoutMs } = policy.document.modelPolicy;
    return { policy, request: { messages, tools: offeredTools(policy), timeoutMs, silenceMs } };
  }

  let offered: { policy: string; tools: readonly ModelTool[] } = { policy: '', tools: [] };

  /** Tools that the policy would deny anyway are not offered. The same objects as long as the policy is the same. */
  function offeredTools(policy: PolicyRecord): readonly ModelTool[] {
    const key = `${policy.tenantId}/${policy.workspaceId}/${policy.version}`;
    if (offered.policy === key) return offered.tools;
    const tools = deps.tools
      .list()
      .filter((tool) => !neverPermitted(policy, tool))
      .map(({ name, description, params }) => ({ name, description, params }));
    offered = { policy: key, tools };
    return tools;
  }

  async function storeStep(
    run: RunRecord,
    {
      number,
      answer,
      step,
      place,
      calls: modelCalls,
    }: { number: number; answer: StepAnswer; step: Step; place: ReturnType<typeof placeOf>; calls: ModelCalls },
  ): Promise<{ toolCallId: string; toolName: string; args: Record<string, unknown> }[]> {
    const { scope } = agentOf(run);
    const calls = await Promise.all(
      answer.calls.map(({ toolName, args, invalid }) =>
        prepareCall(deps, run, { call: { toolCallId: deps.ids.next('call'), toolName, args }, place, invalid }),
      ),
    );
    const streamed = await deps.deltas.take(run.runId);
    const usage = modelCalls.answered(answer.usage);
    const call = step.record(modelCalls.model, usage, deps.clock.now());
    await deps.persist.write(async (tx) => {
      await modelCalls.settle(tx);
      const before = await tx.runs.get(scope, run.runId);
      // Stopped while its calls were looked at: it asks nobody any more.
      if (before?.abortRequestedAt !== null) throw new ProtocolError('ABORTED');
      await tx.journal.append(scope, streamed);
      const seq = await proposeCalls(tx, deps, { run, step: number, messageId: step.messageId, calls });
      await tx.messages.insert([
        assistantMessage(run, {
          messageId: step.messageId,
          text: answer.text,
          reasoning: answer.reasoning,
          calls: calls.map(({ toolCallId, toolName, args }) => ({ toolCallId, toolName, args })),
          call,
          seq,
          createdAt: call.endedAt,
        }),
      ]);
      await tx.runs.update(scope, run.runId, {
        steps: number,
        usage: addUsage(before.usage, usage),
        firstTokenMs: before.firstTokenMs ?? call.firstTokenMs,
      });
    });
    step.clear();
    deps.faultPoint('step.ended');
    return calls;
  }

  async function conclude(
    run: RunRecord,
    outcome: LoopOutcome,
    { entry, step, calls }: { entry: Live; step: Step; calls: ModelCalls },
  ): Promise<void> {
    switch (outcome.kind) {
      case 'waiting':
        if (!(await deps.uow.transaction((tx) => parkRun(tx, deps, run)))) entry.again = true;
        else {
          deps.log.info(logFields(run), 'run waits for a person');
          deps.faultPoint('approval.required');
        }
        return;
      case 'out_of_steps':
        await finish(run, {
          status: 'failed',
          error: new ProtocolError(
            'BUDGET_EXCEEDED',
            `The run made ${outcome.steps} model calls, the most that the policy allows: continue it to go on.`,
            { details: { steps: outcome.steps } },
          ).toShape(run.traceId),
          startedCalls: 'failed',
        });
        return;
      case 'completed': {
        const { text, reasoning, usage, finishReason } = outcome.answer;
        const end: RunEnd = {
          status: 'completed',
          messageId: step.messageId,
          text,
          reasoning,
          call: step.record(calls.model, calls.answered(usage), deps.clock.now()),
          contextTokens: usage.inputTokens + usage.outputTokens,
          notice: cutShortNotice(run, finishReason),
        };
        await finish(run, end, calls);
      }
    }
  }

  /** Stores the end of a run, however long the store takes. */
  async function finish(run: RunRecord, end: RunEnd, calls?: ModelCalls): Promise<void> {
    const streamed = await deps.deltas.take(run.runId);
    await deps.persist.write(async (tx) => {
      await calls?.settle(tx);
      return finishRun(tx, deps, run, { ...end, streamed });
    });
    troubled.delete(run.runId);
    deps.log.info({ ...logFields(run), status: end.status }, 'run ended');
    deps.faultPoint('run.finished');
  }

  async function failure(
    run: RunRecord,
    error: unknown,
    { step, calls, stopped }: { step: Step; calls: ModelCalls; stopped: boolean },
  ): Promise<RunEnd> {
    const used = await calls.unanswered(step.said());
    const partial = step.partial(calls.model, used, deps.clock.now());
    if (stopped || (isProtocolError(error) && error.code === 'ABORTED')) {
      return { status: 'aborted', error: abortedError(run.traceId), partial, used, startedCalls: 'failed' };
    }
    if (!isProtocolError(error)) {
      deps.log.error({ ...logFields(run), err: error }, 'run failed');
    }
    const refusal = isProtocolError(error) ? error : new ProtocolError('INTERNAL_ERROR');
    const notice = refusal.code === 'BUDGET_EXCEEDED' ? budgetNotice(run, refusal) : undefined;
    return { status: 'failed', error: refusal.toShape(run.traceId), partial, used, startedCalls: 'unknown', notice };
  }

  return {
    wake,
    stop: (ref) => {
      const entry = live.get(ref.runId);
      if (!entry) return wake(ref);
      entry.abort.abort(new RunStopped());
      entry.hurry();
    },
    fail: (runId, error) => live.get(runId)?.abort.abort(error),
    idle: async (runId) => {
      await live.get(runId)?.done;
    },
    drain: async (graceMs) => {
      draining = true;
      deps.persist.stop();
      for (const entry of live.values()) {
        if (!entry.inTool) entry.abort.abort(new GatewayStops());
        entry.hurry();
      }
      const all = Promise.all([...live.values()].map((entry) => entry.done));
      const cancel = deps.clock.after(graceMs, () => {
        for (const entry of live.values()) entry.abort.abort(new GatewayStops());
      });
      await all;
      cancel();
    },
  };
}

type Step = ReturnType<typeof createStep>;

/** What the step at work has streamed so far. Its messageId follows from the run and the step, so a restart finds it again. */
function createStep(run: RunRecord) {
  let number = run.steps;
  let startedAt = 0;
  let firstTokenAt: number | null = null;
  const streamed = { text: '', reasoning: '' };
  const step = {
    messageId: '',
    begin(stepNumber: number, now: number): void {
      number = stepNumber;
      step.messageId = stepMessageId(run.runId, stepNumber);
      startedAt = now;
      firstTokenAt = null;
      step.clear();
    },
    add(kind: 'text' | 'reasoning', delta: string, now: number) {
      firstTokenAt ??= now;
      const offset = streamed[kind].length;
      streamed[kind] += delta;
      return { messageId: step.messageId, kind, offset, delta };
    },
    resets() {
      return (['reasoning', 'text'] as const).map((kind) => ({
        messageId: step.messageId,
        kind,
        offset: 0,
        delta: '',
      }));
    },
    clear(): void {
      streamed.text = '';
      streamed.reasoning = '';
    },
    record(model: string, usage: Usage, now: number): ModelCallRecord {
      return {
        step: number,
        model,
        startedAt,
        endedAt: now,
        firstTokenMs:
          firstTokenAt === null
            ? null
            : Math.max(0, firstTokenAt - (number === 1 ? (run.startedAt ?? startedAt) : startedAt)),
        usage,
      };
    },
    /** Everything that the model said in this step so far. */
    said: () => streamed.reasoning + streamed.text,
    partial(model: string, used: Usage | undefined, now: number) {
      if (step.said() === '') return undefined;
      const usage = used ?? { inputTokens: 0, outputTokens: 0 };
      return { messageId: step.messageId, ...streamed, call: step.record(model, usage, now) };
    },
  };
  return step;
}
