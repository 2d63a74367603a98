/**
 * The one door to tools. `propose` judges every call of a step and records the verdicts; `execute` runs a call that has one.
 * Nothing runs without a recorded verdict, and nothing runs twice: the claim is a compare-and-set committed, together with its
 * audit row, before the tool starts. Source: architecture.md §2 and §4.
 */
import type { Verdict } from '../../protocol/entities.ts';
import { ERRORS, isProtocolError, ProtocolError } from '../../protocol/errors.ts';
import { requireApproval, supersedeApproval } from '../approval/approval-service.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { digestOf } from '../digest.ts';
import { evaluatePolicy } from '../policy/evaluate-policy.ts';
import { currentPolicy } from '../policy/policy-service.ts';
import type { EventDraft, Transaction } from '../ports.ts';
import type { PolicyRecord, RunRecord, SessionRecord, ToolRunRecord } from '../records.ts';
import { type PreparedToolCall, prepareStart, wasLookedAt } from './prepare-call.ts';
import { agentOf, logFields, type RunDeps } from './run-deps.ts';
import { stepMessageId } from './step-message-id.ts';
import { GatewayStops, RunStopped } from './stop-reasons.ts';
import type { Tool, ToolOutcome, ToolPlace } from './tool-port.ts';
import { storeToolResult, unfinished } from './tool-results.ts';

/** Judges the calls of a step and records verdicts, approvals and refusals. Answers the seq of the first agent.tool_call. */
export async function proposeCalls(
  tx: Transaction,
  deps: RunDeps,
  {
    run,
    step,
    messageId,
    calls,
  }: {
    run: RunRecord;
    step: number;
    messageId: string;
    calls: readonly PreparedToolCall[];
  },
): Promise<number> {
  const policy = await currentPolicy(tx, agentOf(run).scope);
  const judged: { toolRun: ToolRunRecord; call: PreparedToolCall }[] = [];
  for (const [position, call] of calls.entries()) {
    const verdict = await judge(tx, policy, { run, call });
    judged.push({
      call,
      toolRun: {
        tenantId: run.tenantId,
        workspaceId: run.workspaceId,
        toolCallId: call.toolCallId,
        runId: run.runId,
        sessionId: run.sessionId,
        step,
        position,
        toolName: call.toolName,
        args: call.args,
        status: verdict.action === 'approval-required' ? 'waiting_approval' : 'pending',
        verdict,
        risk: call.tool?.risk ?? 'high',
        effect: call.judged?.subject.effect ?? 'unknown',
        digest: call.digest,
        binding: call.prepared?.binding ?? {},
        approvalId: null,
        createdAt: deps.clock.now(),
        startedAt: null,
        endedAt: null,
        exitCode: null,
        error: null,
      },
    });
  }
  await tx.toolRuns.insert(judged.map(({ toolRun }) => toolRun));
  const [first] = await tx.journal.append(
    agentOf(run).scope,
    judged.map(({ toolRun }) => toolCallEvent(run, { toolRun, messageId })),
  );
  for (const { toolRun, call } of judged) await settleVerdict(tx, deps, { run, toolRun, call });
  return first?.seq ?? 0;
}

function toolCallEvent(
  run: RunRecord,
  { toolRun, messageId }: { toolRun: ToolRunRecord; messageId: string },
): EventDraft<'agent.tool_call'> {
  const { toolCallId, toolName, args, risk, verdict } = toolRun;
  return {
    event: 'agent.tool_call',
    sessionId: run.sessionId,
    runId: run.runId,
    traceId: run.traceId,
    payload: { runId: run.runId, messageId, toolCallId, toolName, args, risk, verdict },
  };
}

/** The policy's verdict, unless the call cannot run at all, or a person already approved the identical call for this session. */
async function judge(
  tx: Transaction,
  policy: PolicyRecord,
  { run, call }: { run: RunRecord; call: PreparedToolCall },
): Promise<Verdict> {
  if (call.refusal) {
    return {
      action: 'deny',
      ruleId: call.refusal.ruleId,
      policyVersion: policy.version,
      reason: call.refusal.error.message,
    };
  }
  if (!call.judged) throw new Error('a call that can run has something to judge');
  const verdict = evaluatePolicy(policy, call.judged);
  // The policy of a moment ago denied it, so nobody looked at what it would do: it cannot be asked about now.
  if (call.denied) return verdict.action === 'deny' ? verdict : call.denied;
  if (verdict.action !== 'approval-required') return verdict;
  const grant = await tx.approvals.grant(agentOf(run).scope, run.sessionId, call.digest);
  if (!grant) return verdict;
  return { ...verdict, action: 'allow', reason: `approved for this session: ${grant.approvalId}` };
}

/** What a verdict means at once: a denied call has its result, one that must be asked has its approval. */
async function settleVerdict(
  tx: Transaction,
  deps: RunDeps,
  { run, toolRun, call }: { run: RunRecord; toolRun: ToolRunRecord; call: PreparedToolCall },
): Promise<void> {
  switch (toolRun.verdict.action) {
    case 'allow':
      return;
    case 'approval-required':
      if (!call.prepared) throw new Error('a call that was not prepared cannot be asked');
      await requireApproval(tx, deps, { run, toolRun, display: call.prepared.display });
      return;
    case 'deny': {
      await appendAudit(tx, deps, agentOf(run), {
        action: 'tool.execute',
        resource: toolRun.toolName,
        outcome: 'denied',
        detail: { toolCallId: toolRun.toolCallId, ...toolRun.verdict, digest: toolRun.digest },
        sessionId: run.sessionId,
        runId: run.runId,
        toolName: toolRun.toolName,
      });
      const error =
        call.refusal?.error ??
        new ProtocolError('POLICY_DENIED', `Denied: ${toolRun.verdict.reason.replace(/\.$/, '')}.`).toShape(
          run.traceId,
        );
      await storeToolResult(tx, deps, run, {
        toolRun,
        status: 'denied',
        output: `The call was denied and did not run: ${error.message}`,
        error,
      });
      return;
    }
  }
}

/**
 * Runs one call to its result, or answers `waiting` when a person has to decide first. A call that already has its result is
 * done. What was judged is judged again when the policy or the content it would replace has changed since.
 */
export async function executeCall(
  deps: RunDeps,
  run: RunRecord,
  {
    toolCallId,
    place,
    signal,
    mayStart,
  }: { toolCallId: string; place: ToolPlace; signal: AbortSignal; mayStart: () => boolean },
): Promise<'done' | 'waiting'> {
  const scope = agentOf(run).scope;
  for (;;) {
    const toolRun = await deps.uow.read.toolRuns.get(scope, toolCallId);
    if (!toolRun) throw new Error('a tool call without a recorded verdict');
    if (!unfinished(toolRun)) return 'done';
    if (toolRun.status === 'waiting_approval') return 'waiting';
    // It was started once, and nobody here holds it any more: never a second time.
    if (toolRun.status === 'running') throw new ProtocolError('RUN_INTERRUPTED');
    const call = await prepareStart(deps, run, { toolRun, place });
    // A gateway that goes away starts nothing new: the call is still to be run at the next start.
    if (!mayStart()) throw new GatewayStops();
    const claimed = await deps.uow.transaction((tx) => claimOrJudgeAgain(tx, deps, { run, toolRun, call }));
    deps.faultPoint('tool.claimed');
    if (!claimed) continue;
    signal.throwIfAborted();
    const { toolRun: started, ...granted } = claimed;
    await startTool(deps, run, { toolRun: started, tool: call.tool, place: { ...place, ...granted }, signal });
    return 'done';
  }
}

/** A call that is to be run, with what the policy by which it was claimed grants to it. */
type Claimed = { toolRun: ToolRunRecord } & Granted;
type Granted = Pick<ToolPlace, 'limits' | 'mayReach'>;

/** Claims the call, with its audit row. Answers undefined when it has to be looked at or judged again instead. */
async function claimOrJudgeAgain(
  tx: Transaction,
  deps: RunDeps,
  { run, toolRun, call }: { run: RunRecord; toolRun: ToolRunRecord; call: PreparedToolCall },
): Promise<Claimed | undefined> {
  const scope = agentOf(run).scope;
  const policy = await currentPolicy(tx, scope);
  // Started before a crash and safe to repeat: what it would replace may be what it wrote itself, and its binding tells.
  const repeats = toolRun.startedAt !== null && toolRun.effect === 'compare-and-set';
  const differs = !repeats && (call.refusal !== undefined || call.digest !== toolRun.digest);
  const changed = differs || policy.version !== toolRun.verdict.policyVersion;
  let now: ToolRunRecord | undefined = toolRun;
  if (changed) {
    // It may have been done under the policy before. Judging it now could call denied what happened: nobody can say.
    if (repeats) {
      await tx.toolRuns.move(scope, toolRun.toolCallId, 'pending', { status: 'running' });
      return undefined;
    }
    if (!wasLookedAt(call)) return undefined;
    await judgeAgain(tx, deps, { run, toolRun, call, policy });
    now = await tx.toolRuns.get(scope, toolRun.toolCallId);
    if (now?.status !== 'pending' || now.verdict.action !== 'allow') return undefined;
  }
  const claimed = await claim(tx, deps, run, now);
  return claimed && { toolRun: claimed, ...grantedTo(policy) };
}

async function claim(
  tx: Transaction,
  deps: RunDeps,
  run: RunRecord,
  toolRun: ToolRunRecord,
): Promise<ToolRunRecord | undefined> {
  const scope = agentOf(run).scope;
  const permitted =
    toolRun.verdict.action === 'allow' ||
    (toolRun.verdict.action === 'approval-required' && toolRun.approvalId !== null);
  if (!permitted) throw new Error(`a call with the verdict ${toolRun.verdict.action} cannot be claimed`);
  const current = await tx.runs.get(scope, run.runId);
  if (current?.status !== 'running' || current.abortRequestedAt !== null) {
    throw new ProtocolError('ABORTED');
  }
  const startedAt = deps.clock.now();
  if (!(await tx.toolRuns.move(scope, toolRun.toolCallId, 'pending', { status: 'running', startedAt })))
    return undefined;
  await appendAudit(tx, deps, agentOf(run), {
    action: 'tool.execute',
    resource: toolRun.toolName,
    outcome: 'allowed',
    detail: {
      toolCallId: toolRun.toolCallId,
      ...toolRun.verdict,
      digest: toolRun.digest,
      ...(toolRun.approvalId === null ? {} : { approvalId: toolRun.approvalId }),
    },
    sessionId: run.sessionId,
    runId: run.runId,
    toolName: toolRun.toolName,
  });
  return { ...toolRun, status: 'running', startedAt };
}

/**
 * Puts a call before the policy in force, as if the model had made it now. The old approval, if any, is superseded, and a verdict
 * that has changed is said.
 */
export async function judgeAgain(
  tx: Transaction,
  deps: RunDeps,
  {
    run,
    toolRun,
    call,
    policy,
  }: { run: RunRecord; toolRun: ToolRunRecord; call: PreparedToolCall; policy: PolicyRecord },
): Promise<void> {
  const { scope } = agentOf(run);
  const verdict = await judge(tx, policy, { run, call });
  const moved = await tx.toolRuns.move(scope, toolRun.toolCallId, toolRun.status, {
    status: verdict.action === 'approval-required' ? 'waiting_approval' : 'pending',
    verdict,
    digest: call.digest,
    binding: call.prepared?.binding ?? {},
    approvalId: null,
    startedAt: null,
  });
  // Somebody was faster: theirs stands.
  if (!moved) return;
  for (const approval of await tx.approvals.pendingOfRun(scope, run.runId)) {
    if (approval.toolCallId === toolRun.toolCallId) await supersedeApproval(tx, deps, approval);
  }
  const judged = await tx.toolRuns.get(scope, toolRun.toolCallId);
  if (!judged) throw new Error('a call that is gone');
  if (digestOf(judged.verdict) !== digestOf(toolRun.verdict)) {
    const messageId = stepMessageId(run.runId, toolRun.step);
    await tx.journal.append(scope, [toolCallEvent(run, { toolRun: judged, messageId })]);
  }
  await settleVerdict(tx, deps, { run, toolRun: judged, call });
}

async function startTool(
  deps: RunDeps,
  run: RunRecord,
  {
    toolRun,
    tool,
    place,
    signal,
  }: { toolRun: ToolRunRecord; tool: Tool | undefined; place: ToolPlace; signal: AbortSignal },
): Promise<void> {
  if (!tool) throw new Error('a claimed call has a tool');
  deps.faultPoint('tool.started');
  const outcome = await runTool(tool, deps, run, { toolRun, place, signal });
  deps.faultPoint('tool.finished');
  const durationMs = deps.clock.now() - (toolRun.startedAt ?? 0);
  deps.log.info(
    { ...logFields(run), tool: toolRun.toolName, status: outcome.status, duration_ms: durationMs },
    'tool ended',
  );
  // The gateway killed the call to go away: nobody can say what it had done, and the next start does not pretend to know.
  const cutShort = outcome.error?.code === 'ABORTED' && !(signal.reason instanceof RunStopped);
  if (cutShort) signal.throwIfAborted();
  const live = await deps.deltas.take(run.runId);
  await deps.persist.write(async (tx) => {
    await tx.journal.append(agentOf(run).scope, live);
    await storeToolResult(tx, deps, run, {
      toolRun,
      status: outcome.status,
      output: outcome.output,
      exitCode: outcome.exitCode,
      truncatedBytes: outcome.truncatedBytes,
      error: outcome.error && {
        code: outcome.error.code,
        message: outcome.error.message,
        retryable: ERRORS[outcome.error.code].retryable,
        traceId: run.traceId,
      },
    });
  });
  signal.throwIfAborted();
}

async function runTool(
  tool: Tool,
  deps: RunDeps,
  run: RunRecord,
  { toolRun, place, signal }: { toolRun: ToolRunRecord; place: ToolPlace; signal: AbortSignal },
): Promise<ToolOutcome> {
  const { toolCallId, toolName } = toolRun;
  try {
    return await tool.run(toolRun.args, toolRun.binding, {
      ...place,
      signal,
      onOutput: (chunk) => deps.deltas.output(run, { ...chunk, toolCallId, toolName }),
    });
  } catch (error) {
    const { code, message } = isProtocolError(error) ? error : new ProtocolError('TOOL_EXEC_FAILED');
    if (!isProtocolError(error)) {
      deps.log.error({ ...logFields(run), tool: toolName, err: error }, 'tool threw');
    }
    return { status: 'failed', output: message, error: { code, message } };
  }
}

/** Where the calls of a run work. */
export function placeOf(session: SessionRecord, run: RunRecord, policy: PolicyRecord): ToolPlace {
  const { scope } = agentOf(run);
  return { scope, sessionId: session.id, folder: session.folder, mode: run.runtimeMode, ...grantedTo(policy) };
}

/** What a policy lets a call do once it runs. A redirect is judged as the request would be that goes there. */
function grantedTo(policy: PolicyRecord): Granted {
  const { toolTimeoutMs, outputBytes } = policy.document.executionPolicy.limits;
  return {
    limits: { toolTimeoutMs, outputBytes },
    mayReach: (host, method) => {
      const subject = { effect: 'unknown', host, method } as const;
      return evaluatePolicy(policy, { toolName: 'http.request', reaches: 'network', subject }).action === 'allow';
    },
  };
}
