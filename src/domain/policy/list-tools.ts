import type { MethodResult } from '../../protocol/methods.ts';
import type { Scope } from '../records.ts';
import type { RunDeps } from '../run/run-deps.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import { matchesGlob } from './glob.ts';
import { currentPolicy } from './policy-service.ts';

/** tools.list: every tool, with what the policy in force says of a call that is like no condition of a rule. */
export async function listTools(
  { uow, tools }: Pick<RunDeps, 'uow' | 'tools'>,
  scope: Scope,
): Promise<MethodResult<'tools.list'>> {
  const policy = await currentPolicy(uow.read, scope);
  const { rules } = policy.document.toolPolicy;
  return {
    tools: tools.list().map(({ name, description, risk, effect, reaches = 'workspace', params }) => ({
      name,
      description,
      risk,
      effect,
      reaches,
      params,
      action: evaluatePolicy(policy, { toolName: name, reaches, subject: { effect } }).action,
      ruleIds: rules.filter((rule) => matchesGlob(rule.tool, name)).map(({ id }) => id),
    })),
    modes: [...tools.modes],
  };
}
