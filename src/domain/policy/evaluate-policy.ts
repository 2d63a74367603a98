import type { PolicyAction, Verdict } from '../../protocol/entities.ts';
import type { PolicyRecord } from '../records.ts';
import type { ToolEffect } from '../run/tool-port.ts';

const STRICTNESS: Record<PolicyAction, number> = { allow: 0, 'approval-required': 1, deny: 2 };

/**
 * Judges a call, without side effects: the longest matching tool glob, else defaultAction; and never more than the workspace
 * access allows. Source: protocol.md §5 "Policy verdict".
 */
export function evaluatePolicy(
  policy: Pick<PolicyRecord, 'version' | 'document'>,
  call: { toolName: string; effect: ToolEffect },
): Verdict {
  const { toolPolicy, executionPolicy } = policy.document;
  const policyVersion = policy.version;
  const glob = longestMatch(Object.keys(toolPolicy.tools), call.toolName);
  const action = glob === undefined ? toolPolicy.defaultAction : toolPolicy.tools[glob];
  const byTool: Verdict =
    glob === undefined || action === undefined
      ? { action: 'deny', ruleId: 'default', policyVersion, reason: `no entry of the policy names ${call.toolName}` }
      : { action, ruleId: `tools:${glob}`, policyVersion, reason: `the policy says ${action} for ${glob}` };

  const access = executionPolicy.workspaceAccess;
  const refused = access === 'none' || (access === 'ro' && call.effect !== 'read-only');
  if (!refused) return byTool;
  const byAccess: Verdict = {
    action: 'deny',
    ruleId: 'workspace-access',
    policyVersion,
    reason: access === 'none' ? 'the policy gives no access to the workspace' : 'the policy gives read-only access',
  };
  return STRICTNESS[byTool.action] >= STRICTNESS[byAccess.action] ? byTool : byAccess;
}

function longestMatch(globs: readonly string[], name: string): string | undefined {
  return globs.filter((glob) => matchesGlob(glob, name)).sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
}

/** `*` stands for any run of characters; everything else for itself. Linear: no regular expression made of user input. */
function matchesGlob(glob: string, name: string): boolean {
  const [head = '', ...rest] = glob.split('*');
  if (rest.length === 0) return head === name;
  if (!name.startsWith(head)) return false;
  let at = head.length;
  const tail = rest.pop() ?? '';
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - tail.length >= at && name.endsWith(tail);
}
