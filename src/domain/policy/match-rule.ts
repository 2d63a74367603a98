import type { PolicyRule } from '../../protocol/entities.ts';
import type { CallSubject, ToolReach } from '../run/tool-port.ts';
import { matchesGlob } from './glob.ts';
import { matchesArgv } from './match-argv.ts';
import { matchesHost } from './match-host.ts';
import { type LocatedPath, locatePath, matchesPath } from './match-path.ts';

/** A call as the policy sees it. `folder` is the session's, absolute; absent when a call is judged outside a session. */
export type JudgedCall = {
  toolName: string;
  reaches?: ToolReach | undefined;
  subject: CallSubject;
  folder?: string | undefined;
};

/** The rules that speak of a call: of its tool, and of all that `when` names. What the call does not have matches nothing. */
export function matchingRules(rules: readonly PolicyRule[], call: JudgedCall): PolicyRule[] {
  const { path } = call.subject;
  const located = path === undefined ? undefined : locatePath(path, call.folder);
  return rules.filter((rule) => matchesRule(rule, call, located));
}

function matchesRule(rule: PolicyRule, { toolName, subject }: JudgedCall, located: LocatedPath | undefined): boolean {
  const { argv, path, host, method } = rule.when;
  const span = !subject.tree ? 'one' : rule.action === 'allow' ? 'all-below' : 'any-below';
  return (
    matchesGlob(rule.tool, toolName) &&
    (argv === undefined || (subject.argv !== undefined && matchesArgv(argv, subject.argv))) &&
    (path === undefined || (located !== undefined && matchesPath(path, located, span))) &&
    (host === undefined || (subject.host !== undefined && matchesHost(host, subject.host))) &&
    (method === undefined || method.toUpperCase() === subject.method?.toUpperCase())
  );
}
