import type { PolicyChange, PolicyDocument } from '../../protocol/entities.ts';
import { digestOf } from '../digest.ts';

type Place = { path: string[]; value: unknown };

/**
 * What one policy changed of another, place by place: the shortest list that a person can read. Rules are told apart by their
 * ids, since their order decides nothing; every other list is one place. Equal documents have no changes.
 */
export function policyChanges(before: PolicyDocument, after: PolicyDocument): PolicyChange[] {
  const [was, is] = [placesOf(before), placesOf(after)];
  return [...new Map([...was, ...is])].flatMap(([key, { path }]) => {
    const [from, to] = [was.get(key)?.value, is.get(key)?.value];
    if (digestOf([from]) === digestOf([to])) return [];
    return [{ path, ...(from === undefined ? {} : { before: from }), ...(to === undefined ? {} : { after: to }) }];
  });
}

/** Every place that has a value of its own, by its path. */
function placesOf({ toolPolicy, ...rest }: PolicyDocument): Map<string, Place> {
  const { rules, ...tools } = toolPolicy;
  const places = [
    ...leavesOf({ toolPolicy: tools, ...rest }, []),
    ...rules.map((rule): Place => ({ path: ['toolPolicy', 'rules', rule.id], value: rule })),
  ];
  return new Map(places.map((place) => [JSON.stringify(place.path), place]));
}

function leavesOf(value: unknown, path: string[]): Place[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]));
}
