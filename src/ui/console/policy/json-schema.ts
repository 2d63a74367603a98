/** As much of JSON Schema as GET /schema uses for a policy. An evaluator of the whole would need `eval`, which pages may not use. */
import { isFields } from './merge-patch.ts';

export type Schema = {
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: readonly unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
};

export type SchemaFile = { $defs: Record<string, Schema> };
export type JsonPath = readonly (string | number)[];

/** The parts of Policy that people edit, closed: who saved it and when is not theirs to say. */
export function documentSchema({ $defs }: SchemaFile): Schema {
  const { toolPolicy, modelPolicy, executionPolicy } = $defs.Policy?.properties ?? {};
  const properties = Object.fromEntries(
    Object.entries({ toolPolicy, modelPolicy, executionPolicy }).flatMap(([name, schema]) =>
      schema ? [[name, schema] as const] : [],
    ),
  );
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** What `$ref` stands for; what is said beside the reference stays. */
export function resolved(schema: Schema, file: SchemaFile): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  const target = file.$defs[$ref.replace(/^#\/\$defs\//, '')];
  return target ? { ...resolved(target, file), ...beside } : beside;
}

/** The schema of one key or place of a value; undefined when there may be none. */
export function childSchema(schema: Schema, key: string | number, file: SchemaFile): Schema | undefined {
  const { properties = {}, additionalProperties, items } = schema;
  if (typeof key === 'number') return items && resolved(items, file);
  const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (own) return resolved(own, file);
  return isFields(additionalProperties) ? resolved(additionalProperties, file) : undefined;
}
