/** Looking at what a call would do, without doing it and before it is judged for good. Never in a transaction. */
import type { Verdict } from '../../protocol/entities.ts';
import { type ErrorCode, isProtocolError, ProtocolError, type ProtocolErrorShape } from '../../protocol/errors.ts';
import { digestOf } from '../digest.ts';
import { evaluatePolicy } from '../policy/evaluate-policy.ts';
import type { JudgedCall } from '../policy/match-rule.ts';
import { currentPolicy } from '../policy/policy-service.ts';
import type { RunRecord, ToolRunRecord } from '../records.ts';
import type { ModelToolCall } from './model-port.ts';
import type { RunDeps } from './run-deps.ts';
import type { PreparedCall, Tool, ToolPlace } from './tool-port.ts';

/** A call as the model made it, looked at but not judged yet. */
export type PreparedToolCall = ModelToolCall & {
  tool: Tool | undefined;
  /** What the policy judges; undefined when the call could not be read. */
  judged: JudgedCall | undefined;
  prepared: PreparedCall | undefined;
  digest: string;
  /** Why it cannot be asked or run at all. */
  refusal: { ruleId: string; error: ProtocolErrorShape } | undefined;
  /** Why it was not even looked at: a denied call touches nothing, neither a file nor a name server. */
  denied: Verdict | undefined;
};

/** What a verdict calls the refusal of a call that could not be prepared. */
const REFUSED_BY: Partial<Record<ErrorCode, string>> = { PATH_OUTSIDE_WORKSPACE: 'workspace', SSRF_BLOCKED: 'address' };

/** Looks at what a call would do, unless the policy denies it anyway. */
export async function prepareCall(
  deps: RunDeps,
  run: RunRecord,
  { call, place, invalid }: { call: ModelToolCall; place: ToolPlace; invalid?: string | undefined },
): Promise<PreparedToolCall> {
  const unread: PreparedToolCall = {
    ...call,
    tool: deps.tools.get(call.toolName),
    judged: undefined,
    prepared: undefined,
    digest: digestOf({ toolName: call.toolName, args: call.args }),
    refusal: undefined,
    denied: undefined,
  };
  const refused = (ruleId: string, error: ProtocolError): PreparedToolCall => ({
    ...unread,
    refusal: { ruleId, error: error.toShape(run.traceId) },
  });
  const { tool } = unread;
  if (!tool) return refused('default', new ProtocolError('POLICY_DENIED', `There is no tool ${call.toolName}.`));
  if (invalid !== undefined) return refused('arguments', new ProtocolError('INVALID_REQUEST', invalid));
  const parsed = tool.parse(call.args);
  if (!parsed.ok) return refused('arguments', new ProtocolError('INVALID_REQUEST', parsed.message));
  const { args } = parsed;
  const judged = judgedCall(tool, args, place.folder);
  const verdict = evaluatePolicy(await currentPolicy(deps.uow.read, place.scope), judged);
  if (verdict.action === 'deny') return { ...unread, args, judged, denied: verdict };
  try {
    await deps.folders.ensure(place.folder);
    const prepared = await tool.prepare(args, place);
    const digest = digestCall({ toolName: call.toolName, args, binding: prepared.binding }, place);
    return { ...unread, args, judged, prepared, digest };
  } catch (error) {
    if (isProtocolError(error)) return refused(REFUSED_BY[error.code] ?? 'preparation', error);
    throw error;
  }
}

/**
 * Looks at a call once more, right before it starts. Not at one that only reads, is bound to nothing and was allowed by the policy
 * still in force: a second look could change neither its digest nor its verdict, and what it meets is for the tool to handle.
 */
export async function prepareStart(
  deps: RunDeps,
  run: RunRecord,
  { toolRun, place }: { toolRun: ToolRunRecord; place: ToolPlace },
): Promise<PreparedToolCall> {
  const { toolCallId, toolName, args, verdict, effect, binding, digest } = toolRun;
  const tool = deps.tools.get(toolName);
  const call = { toolCallId, toolName, args };
  const settled =
    tool !== undefined &&
    verdict.action === 'allow' &&
    effect === 'read-only' &&
    Object.keys(binding).length === 0 &&
    digest === digestCall({ toolName, args, binding }, place) &&
    verdict.policyVersion === (await currentPolicy(deps.uow.read, place.scope)).version;
  if (!settled) return prepareCall(deps, run, { call, place });
  const judged = judgedCall(tool, args, place.folder);
  return { ...call, tool, judged, prepared: undefined, digest, refusal: undefined, denied: undefined };
}

/** Whether there is something to judge by: a call that was not looked at can start as it is, but not be asked about. */
export function wasLookedAt({ prepared, refusal, denied }: PreparedToolCall): boolean {
  return prepared !== undefined || refusal !== undefined || denied !== undefined;
}

/** A call as the policy sees it. `args` are parsed. */
export function judgedCall(tool: Tool, args: Record<string, unknown>, folder: string | undefined): JudgedCall {
  return { toolName: tool.name, reaches: tool.reaches, subject: tool.subject(args), folder };
}

/** What an approval is bound to: anything in it that changes makes it stale. Source: architecture.md §2. */
export function digestCall(
  { toolName, args, binding }: Pick<ToolRunRecord, 'toolName' | 'args' | 'binding'>,
  { folder, mode }: Pick<ToolPlace, 'folder' | 'mode'>,
): string {
  return digestOf({ toolName, args, folder, mode, binding });
}
