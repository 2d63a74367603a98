/** Why the gateway refused a policy, and of which field it speaks. */
import type { ProtocolErrorShape } from '../../../protocol/errors.ts';

export type FieldProblem = { path: string; message: string };

/** INVALID_REQUEST of policy.update names the field before what is wrong: "The policy would not be valid: a.b.c: why." */
export function fieldProblem({
  code,
  message,
}: Pick<ProtocolErrorShape, 'code' | 'message'>): FieldProblem | undefined {
  if (code !== 'INVALID_REQUEST') return undefined;
  const found = /^The policy would not be valid: ([^:]+): (.+)$/s.exec(message);
  return found ? { path: found[1] ?? '', message: found[2] ?? '' } : undefined;
}

/** What is wrong with a field, or with a part of it. */
export function problemAt(problem: FieldProblem | undefined, path: string): string | undefined {
  const isThere = problem?.path === path || problem?.path.startsWith(`${path}.`);
  return isThere ? problem?.message : undefined;
}
