/** What the policy says of a call. Pure: it looks at nothing but its arguments. Source: protocol.md §5 "Policy verdict". */
import type { PolicyAction, PolicyRule, Verdict } from '../../protocol/entities.ts';
import type { PolicyRecord } from '../records.ts';
import type { Tool } from '../run/tool-port.ts';
import { matchesGlob } from './glob.ts';
import { runsShellText } from './match-argv.ts';
import { matchesHost } from './match-host.ts';
import { type JudgedCall, matchingRules } from './match-rule.ts';

export type PolicyInForce = Pick<PolicyRecord, 'version' | 'document'>;
type Finding = Omit<Verdict, 'policyVersion'>;

const STRICTNESS: Record<PolicyAction, number> = { allow: 0, 'approval-required': 1, deny: 2 };

/**
 * The strictest matching rule; else the longest matching tool glob, eased for a request that only reads from an allowed host;
 * else defaultAction. Shell text is allowed by nothing but an entry with the tool's exact name (docs/decisions/0011), and never
 * more than the workspace access allows.
 */
export function evaluatePolicy(policy: PolicyInForce, call: JudgedCall): Verdict {
  const byRule = strictestRule(policy, call);
  const finding = byRule ?? byNetwork(policy, call) ?? byEntry(policy, call.toolName);
  const asked = shellTextAsks(policy, call, finding);
  const refused = byAccess(policy, { reaches: call.reaches, effect: call.subject.effect });
  return { ...(refused && asked.action !== 'deny' ? refused : asked), policyVersion: policy.version };
}

/** Whether every call of a tool would be denied: such a tool is not offered to a model. */
export function neverPermitted(policy: PolicyInForce, tool: Pick<Tool, 'name' | 'effect' | 'reaches'>): boolean {
  if (byAccess(policy, tool)) return true;
  const rules = policy.document.toolPolicy.rules.filter((rule) => matchesGlob(rule.tool, tool.name));
  if (rules.some((rule) => rule.action === 'deny' && Object.keys(rule.when).length === 0)) return true;
  return byEntry(policy, tool.name).action === 'deny' && rules.every((rule) => rule.action === 'deny');
}

function strictestRule({ document }: PolicyInForce, call: JudgedCall): Finding | undefined {
  let strictest: PolicyRule | undefined;
  for (const rule of matchingRules(document.toolPolicy.rules, call)) {
    if (!strictest || STRICTNESS[rule.action] > STRICTNESS[strictest.action]) strictest = rule;
  }
  return (
    strictest && {
      action: strictest.action,
      ruleId: strictest.id,
      reason: strictest.reason ?? `the rule ${strictest.id} says ${strictest.action}`,
    }
  );
}

/** A request that only reads, to a host that the policy names, where requests have to be asked about. */
function byNetwork(policy: PolicyInForce, { toolName, subject }: JudgedCall): Finding | undefined {
  const { host, method } = subject;
  if (host === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined;
  if (byEntry(policy, toolName).action !== 'approval-required') return undefined;
  const pattern = policy.document.executionPolicy.network.allowHosts.find((each) => matchesHost(each, host));
  if (pattern === undefined) return undefined;
  return { action: 'allow', ruleId: 'network', reason: `the policy allows reading from ${pattern}` };
}

function byEntry({ document }: PolicyInForce, toolName: string): Finding {
  const { tools, defaultAction } = document.toolPolicy;
  const glob = longestMatch(Object.keys(tools), toolName);
  const action = glob === undefined ? undefined : tools[glob];
  return glob === undefined || action === undefined
    ? { action: defaultAction, ruleId: 'default', reason: `no entry of the policy names ${toolName}` }
    : { action, ruleId: `tools:${glob}`, reason: `the policy says ${action} for ${glob}` };
}

function longestMatch(globs: readonly string[], name: string): string | undefined {
  return globs.filter((glob) => matchesGlob(glob, name)).sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
}

/** Shell text says more than any rule or wildcard shows: only the operator who names the tool itself lets it run unasked. */
function shellTextAsks(policy: PolicyInForce, { toolName, subject }: JudgedCall, finding: Finding): Finding {
  const shellText = subject.script || (subject.argv !== undefined && runsShellText(subject.argv));
  if (!shellText || finding.action !== 'allow') return finding;
  const entry = byEntry(policy, toolName);
  if (entry.action === 'allow' && entry.ruleId === `tools:${toolName}`) return entry;
  const reason = `shell text is always asked about, ${finding.ruleId} cannot allow it: only an entry for ${toolName} itself can`;
  return { ...finding, action: 'approval-required', reason };
}

function byAccess({ document }: PolicyInForce, tool: Pick<Tool, 'effect' | 'reaches'>): Finding | undefined {
  const access = document.executionPolicy.workspaceAccess;
  const { effect, reaches = 'workspace' } = tool;
  if (access === 'rw' || reaches === 'network') return undefined;
  if (effect === 'read-only' && (access === 'ro' || reaches === 'memory')) return undefined;
  return {
    action: 'deny',
    ruleId: 'workspace-access',
    reason: access === 'none' ? 'the policy gives no access to the workspace' : 'the policy gives read-only access',
  };
}
