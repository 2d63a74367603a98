import type { PolicyDocument, PolicyRule } from '../../../protocol/entities.ts';
import { sameJson } from './merge-patch.ts';

/** The tool that runs commands: its calls without a shell are what `when.argv` speaks of. */
export const COMMAND_TOOL = 'bash.exec';

/** The document with one more rule at the end. */
export function withRule(document: PolicyDocument, rule: PolicyRule): PolicyDocument {
  const { toolPolicy } = document;
  return { ...document, toolPolicy: { ...toolPolicy, rules: [...toolPolicy.rules, rule] } };
}

/** A rule that allows commands which begin with these words; the one that says so already, if there is one. */
export function allowRule(document: PolicyDocument, words: readonly string[]): { rule: PolicyRule; isNew: boolean } {
  const { rules } = document.toolPolicy;
  const when = { argv: [...words] };
  const found = rules.find(
    (rule) => rule.action === 'allow' && rule.tool === COMMAND_TOOL && sameJson(rule.when, when),
  );
  if (found) return { rule: found, isNew: false };
  const name = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const id = freeId(rules, `allow-${name}`.slice(0, 60).replace(/-+$/, ''));
  return { rule: { id, tool: COMMAND_TOOL, when, action: 'allow' }, isNew: true };
}

/** The name, or with the first number behind it that no rule has. */
export function freeId(rules: readonly PolicyRule[], name: string): string {
  const taken = new Set(rules.map(({ id }) => id));
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}
