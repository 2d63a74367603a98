import type { PolicyDocument } from '../../../protocol/entities.ts';
import { createMergePatch, isFields, sameJson } from './merge-patch.ts';

type Fields = Record<string, unknown>;
type Three<T> = { base: T; mine: T; theirs: T };

/**
 * What I changed of `base`, on top of what they made of it. Where both changed the same place, mine stands. Rules are told apart
 * by their ids and hosts by themselves, as the gateway does: a rule that they added stays, which replacing the list would drop.
 */
export function rebasePolicy({ base, mine, theirs }: Three<PolicyDocument>): PolicyDocument {
  const merged = applyPatch(theirs, createMergePatch(base, mine));
  const each = <T>(of: (document: PolicyDocument) => readonly T[], keyOf: (item: T) => string): T[] =>
    mergeList({ base: of(base), mine: of(mine), theirs: of(theirs) }, keyOf);
  return {
    ...merged,
    toolPolicy: {
      ...merged.toolPolicy,
      rules: each(
        ({ toolPolicy }) => toolPolicy.rules,
        ({ id }) => id,
      ),
    },
    modelPolicy: { ...merged.modelPolicy, allowed: each(({ modelPolicy }) => modelPolicy.allowed, String) },
    executionPolicy: {
      ...merged.executionPolicy,
      network: {
        ...merged.executionPolicy.network,
        allowHosts: each(({ executionPolicy }) => executionPolicy.network.allowHosts, String),
      },
    },
  };
}

/** RFC 7396 for a patch between two documents of one shape, so that what comes out has it too. */
function applyPatch<T extends Fields>(target: T, patch: Fields): T {
  const result: Fields = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else {
      const old = result[key];
      result[key] = isFields(value) ? applyPatch(isFields(old) ? old : {}, value) : value;
    }
  }
  // The seam of walking over names: the patch was made between two documents of this type.
  return result as T;
}

/** Theirs in their order; what I took out is out, what I changed is as I left it, what I added comes last. */
function mergeList<T>({ base, mine, theirs }: Three<readonly T[]>, keyOf: (item: T) => string): T[] {
  const byKey = (items: readonly T[]) => new Map(items.map((item) => [keyOf(item), item]));
  const [was, is, kept] = [byKey(base), byKey(mine), byKey(theirs)];
  for (const key of was.keys()) if (!is.has(key)) kept.delete(key);
  for (const [key, item] of is) if (!sameJson(was.get(key), item)) kept.set(key, item);
  return [...kept.values()];
}
