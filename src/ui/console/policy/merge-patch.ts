/** JSON Merge Patch (RFC 7396), as policy.update takes it: objects are merged, `null` removes a key, everything else is replaced. */
type Fields = Record<string, unknown>;

/** The patch that makes `after` of `before`: applied to `before` it gives `after`, which must hold no null. */
export function createMergePatch(before: Fields, after: Fields): Fields {
  const patch: Fields = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (sameJson(old, value)) continue;
    patch[key] = isFields(old) && isFields(value) ? createMergePatch(old, value) : value;
  }
  return patch;
}

/** Equal as JSON: the order of keys says nothing, that of a list does. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => sameJson(item, other[at]));
  }
  if (!isFields(one) || !isFields(other)) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
  );
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
