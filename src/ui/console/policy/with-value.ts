/**
 * The same fields with another value in one; without it when there is none. The seam of a form: a required value may be missing
 * while it is edited, and the gateway says so when it is saved.
 */
export function withValue<T extends object, K extends keyof T>(fields: T, key: K, value: T[K] | undefined): T {
  const { [key]: _before, ...rest } = fields;
  if (value === undefined) return rest as T;
  return { ...fields, [key]: value };
}
