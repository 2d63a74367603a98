import { childSchema, type JsonPath, resolved, type Schema, type SchemaFile } from './json-schema.ts';
import { isFields } from './merge-patch.ts';

type What =
  | { problem: 'unknown-key'; known: string }
  | { problem: 'missing'; key: string }
  | { problem: 'type'; expected: string }
  | { problem: 'values'; expected: string }
  | { problem: 'range'; expected: string }
  | { problem: 'size'; expected: string };

export type SchemaProblem = { path: JsonPath } & What;

/** Everything of a value that the schema does not allow, each at the place where it is. */
export function schemaProblems(schema: Schema, value: unknown, file: SchemaFile, path: JsonPath = []): SchemaProblem[] {
  const here = resolved(schema, file);
  const own = ownProblem(here, value);
  if (own) return [{ path, ...own }];
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => {
      const child = childSchema(here, at, file);
      return child ? schemaProblems(child, item, file, [...path, at]) : [];
    });
  }
  if (!isFields(value)) return [];
  const missing = (here.required ?? [])
    .filter((key) => !Object.hasOwn(value, key))
    .map((key): SchemaProblem => ({ path, problem: 'missing', key }));
  const inside = Object.entries(value).flatMap(([key, item]): SchemaProblem[] => {
    const child = childSchema(here, key, file);
    if (child) return schemaProblems(child, item, file, [...path, key]);
    if (here.additionalProperties !== false) return [];
    const known = Object.keys(here.properties ?? {}).join(', ');
    return [{ path: [...path, key], problem: 'unknown-key', known }];
  });
  return [...missing, ...inside];
}

function ownProblem(schema: Schema, value: unknown): What | undefined {
  const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
  if (values && !values.includes(value)) {
    return { problem: 'values', expected: values.map((each) => JSON.stringify(each)).join(', ') };
  }
  if (schema.type !== undefined && !hasType(schema.type, value)) return { problem: 'type', expected: schema.type };
  if (typeof value === 'number' && isOutside(schema, value)) return { problem: 'range', expected: rangeOf(schema) };
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (typeof value === 'string' && (value.length < minLength || value.length > maxLength)) {
    return { problem: 'size', expected: value.length < minLength ? `≥ ${minLength}` : `≤ ${maxLength}` };
  }
  if (Array.isArray(value) && value.length > maxItems) return { problem: 'size', expected: `≤ ${maxItems}` };
  return undefined;
}

function hasType(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isFields(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isOutside({ minimum, maximum, exclusiveMinimum }: Schema, value: number): boolean {
  return (
    (minimum !== undefined && value < minimum) ||
    (maximum !== undefined && value > maximum) ||
    (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
  );
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const parts = [
    exclusiveMinimum === undefined ? undefined : `> ${exclusiveMinimum}`,
    minimum === undefined ? undefined : `≥ ${minimum}`,
    maximum === undefined ? undefined : `≤ ${maximum}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
