import type { RuntimeMode } from '../../protocol/entities.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import type { Stores } from '../ports.ts';
import type { ApprovalRecord, PolicyRecord, Scope, SessionRecord } from '../records.ts';
import { digestCall, judgedCall } from '../run/prepare-call.ts';
import type { RunDeps } from '../run/run-deps.ts';
import { requireSession } from '../session/session-service.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import { currentPolicy } from './policy-service.ts';

type Evaluation = MethodResult<'policy.evaluate'>;

/**
 * policy.evaluate: what would be said of a call, by the same judge and without preparing it.
 * @throws ProtocolError NOT_FOUND of the session; INVALID_REQUEST when the tool does not take such arguments
 */
export function evaluateCall(
  { uow, tools }: Pick<RunDeps, 'uow' | 'tools'>,
  scope: Scope,
  { toolName, args, sessionId, runtimeMode }: MethodParams<'policy.evaluate'>,
): Promise<Evaluation> {
  return uow.snapshot(async (stores) => {
    const session = sessionId === undefined ? undefined : await requireSession(stores, scope, sessionId);
    const policy = await currentPolicy(stores, scope);
    const tool = tools.get(toolName);
    if (!tool) return unknownTool(policy, toolName);
    const parsed = tool.parse(args);
    if (!parsed.ok) {
      throw new ProtocolError('INVALID_REQUEST', `args: ${parsed.message}`, { details: { field: 'args' } });
    }
    const call = judgedCall(tool, parsed.args, session?.folder);
    const verdict = evaluatePolicy(policy, call);
    const rule = policy.document.toolPolicy.rules.find(({ id }) => id === verdict.ruleId);
    const asks = verdict.action === 'approval-required';
    const grant =
      asks && session
        ? await grantFor(stores, { session, toolName, args: parsed.args, mode: runtimeMode ?? session.runtimeMode })
        : undefined;
    return {
      verdict,
      ...(rule ? { rule } : {}),
      risk: tool.risk,
      effect: call.subject.effect,
      wouldAsk: asks && !grant,
      ...(grant
        ? {
            grant: {
              approvalId: grant.approvalId,
              ...(grant.decidedBy === null ? {} : { decidedBy: grant.decidedBy }),
            },
          }
        : {}),
    };
  });
}

function unknownTool({ version }: PolicyRecord, toolName: string): Evaluation {
  const reason = `There is no tool ${toolName}.`;
  const verdict = { action: 'deny', ruleId: 'default', policyVersion: version, reason } as const;
  return { verdict, risk: 'high', effect: 'unknown', wouldAsk: false };
}

/** An approval for the session whose digest the call has, if it is bound to nothing that would have to be looked at. */
function grantFor(
  stores: Pick<Stores, 'approvals'>,
  {
    session,
    toolName,
    args,
    mode,
  }: { session: SessionRecord; toolName: string; args: Record<string, unknown>; mode: RuntimeMode },
): Promise<ApprovalRecord | undefined> {
  const { tenantId, workspaceId, id, folder } = session;
  const digest = digestCall({ toolName, args, binding: {} }, { folder, mode });
  return stores.approvals.grant({ tenantId, workspaceId }, id, digest);
}
