/** A policy as text that people edit. The text is what a draft is; both views read it and write it. */
import { createTwoFilesPatch } from 'diff';
import type { Policy, PolicyDocument } from '../../../protocol/entities.ts';
import { type Diff, readDiff } from '../../diff/unified-diff.ts';
import { isFields } from './merge-patch.ts';

/** What people edit of a policy: without who saved it and when. */
export function documentOf({ toolPolicy, modelPolicy, executionPolicy }: PolicyDocument | Policy): PolicyDocument {
  return { toolPolicy, modelPolicy, executionPolicy };
}

export function textOf(document: PolicyDocument): string {
  return `${JSON.stringify(documentOf(document), null, 2)}\n`;
}

export type ReadText =
  | { state: 'read'; document: PolicyDocument }
  /** JSON, and yet no form can be drawn of it. */
  | { state: 'misshapen' }
  | { state: 'no-json'; message: string };

/** Reads what was written. Only the gateway knows whether it is a valid policy: here it only has the shape of one. */
export function readText(text: string): ReadText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { state: 'no-json', message: error instanceof Error ? error.message : String(error) };
  }
  // The seam where a text becomes a document: the fields that a form walks through are there, their values are judged on saving.
  return hasShape(value) ? { state: 'read', document: value as PolicyDocument } : { state: 'misshapen' };
}

function hasShape(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { toolPolicy, modelPolicy, executionPolicy } = value;
  if (!isFields(toolPolicy) || !isFields(modelPolicy) || !isFields(executionPolicy)) return false;
  const { tools, rules } = toolPolicy;
  const { network, limits } = executionPolicy;
  return (
    isFields(tools) &&
    Array.isArray(rules) &&
    rules.every(isRule) &&
    isTexts(modelPolicy.fallbacks) &&
    isTexts(modelPolicy.allowed) &&
    isFields(network) &&
    isTexts(network.allowHosts) &&
    isFields(limits)
  );
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string');

function isRule(value: unknown): boolean {
  return isFields(value) && isFields(value.when) && (value.when.argv === undefined || isTexts(value.when.argv));
}

/** What changes from one policy to the other, as lines of their text. */
export function policyDiff(before: PolicyDocument, after: PolicyDocument): Diff {
  const patch = createTwoFilesPatch('a/policy', 'b/policy', textOf(before), textOf(after), undefined, undefined, {
    context: 3,
  });
  return readDiff(patch.slice(patch.indexOf('--- ')), 'policy');
}
