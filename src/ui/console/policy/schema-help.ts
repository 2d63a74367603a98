import { childSchema, type JsonPath, resolved, type Schema, type SchemaFile } from './json-schema.ts';

export type Help = {
  /** The field that the place is of, as the catalogue names it: an entry of a list or a map means what the list says. */
  field: string;
  description?: string;
  type?: string;
  /** The only values there are. */
  values?: readonly string[];
  minimum?: number;
  maximum?: number;
  above?: number;
  /** Names of the fields inside, the required ones first. */
  fields?: readonly { name: string; required: boolean }[];
};

/** What the schema says of a place; undefined when it knows no such place. */
export function schemaHelp(schema: Schema, path: JsonPath, file: SchemaFile): Help | undefined {
  let at: Schema | undefined = resolved(schema, file);
  let description: string | undefined;
  const field: string[] = [];
  for (const key of path) {
    const entry = typeof key === 'number' || !Object.hasOwn(at.properties ?? {}, key);
    at = childSchema(at, key, file);
    if (!at) return undefined;
    description = at.description ?? (entry ? description : undefined);
    if (!entry) field.push(key);
  }
  const { type, properties, required = [], minimum, maximum, exclusiveMinimum } = at;
  const values = at.enum ?? (at.const === undefined ? undefined : [at.const]);
  const fields = Object.keys(properties ?? {}).map((name) => ({ name, required: required.includes(name) }));
  return {
    field: field.join('/'),
    ...(description === undefined ? {} : { description }),
    ...(type === undefined ? {} : { type }),
    ...(values === undefined ? {} : { values: values.map((value) => JSON.stringify(value)) }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(exclusiveMinimum === undefined ? {} : { above: exclusiveMinimum }),
    ...(fields.length === 0 ? {} : { fields: fields.sort((a, b) => Number(b.required) - Number(a.required)) }),
  };
}
