/** A policy that could not do what it seems to say is refused when it is saved, not found out about later. */
import type { PolicyDocument, PolicyRule } from '../../protocol/entities.ts';
import { argvPatternProblem } from './match-argv.ts';
import { hostPatternProblem } from './match-host.ts';
import { pathPatternProblem } from './match-path.ts';

/** What verdicts say when no rule decided: a rule of that name could pass itself off as it. */
const RESERVED = new Set([
  'default',
  'network',
  'workspace-access',
  'workspace',
  'address',
  'arguments',
  'preparation',
]);
const MAX = { id: 100, tool: 100, words: 100, word: 1_000, path: 4_096, host: 260, reason: 500 };

/** The first thing that is wrong with the rules and hosts of a policy, beginning with where; undefined when nothing is. */
export function policyProblem({ toolPolicy, executionPolicy }: PolicyDocument): string | undefined {
  const ids = new Set<string>();
  for (const [at, rule] of toolPolicy.rules.entries()) {
    const problem = ids.has(rule.id) ? 'id: another rule has it already' : ruleProblem(rule);
    if (problem !== undefined) return `toolPolicy.rules.${at}.${problem}`;
    ids.add(rule.id);
  }
  for (const [at, host] of executionPolicy.network.allowHosts.entries()) {
    const problem = hostProblem(host);
    if (problem !== undefined) return `executionPolicy.network.allowHosts.${at}: ${problem}`;
  }
  return undefined;
}

function ruleProblem({ id, tool, when, reason = '' }: PolicyRule): string | undefined {
  const { argv, path, host, method } = when;
  const problems: [field: string, problem: string | undefined][] = [
    ['id', idProblem(id)],
    ['tool', tooLong(tool, MAX.tool)],
    ['reason', tooLong(reason, MAX.reason)],
    ['when.argv', argv && argvProblem(argv)],
    ['when.path', path === undefined ? path : (tooLong(path, MAX.path) ?? pathPatternProblem(path))],
    ['when.host', host === undefined ? host : hostProblem(host)],
    ['when.method', method === undefined ? method : methodProblem(method)],
  ];
  const found = problems.find(([, problem]) => problem !== undefined);
  return found && `${found[0]}: ${found[1]}`;
}

function idProblem(id: string): string | undefined {
  if (RESERVED.has(id) || id.startsWith('tools:')) return `${id} is what verdicts say without a rule: take another one`;
  if (id !== id.trim() || /\p{C}/u.test(id)) return 'without spaces at its ends and hidden characters';
  return tooLong(id, MAX.id);
}

function argvProblem(argv: readonly string[]): string | undefined {
  if (argv.length > MAX.words) return `at most ${MAX.words} words`;
  return argvPatternProblem(argv) ?? argv.map((word) => tooLong(word, MAX.word)).find(Boolean);
}

function hostProblem(host: string): string | undefined {
  return tooLong(host, MAX.host) ?? hostPatternProblem(host);
}

function methodProblem(method: string): string | undefined {
  return /^[a-z]{1,20}$/i.test(method) ? undefined : 'one method such as GET; leave it out to speak of every method';
}

function tooLong(text: string, maxChars: number): string | undefined {
  return text.length > maxChars ? `at most ${maxChars} characters` : undefined;
}
