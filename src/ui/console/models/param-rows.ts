/** A JSON Schema of a tool's arguments, as rows that people read. What is not understood stays readable in the schema itself. */
export type ParamRow = { name: string; type: string; required: boolean; description: string };

type Schema = Readonly<Record<string, unknown>>;

export function paramRows(schema: Schema): readonly ParamRow[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(asSchema(schema.properties)).map(([name, value]) => {
    const property = asSchema(value);
    const { description } = property;
    return {
      name,
      type: typeOf(property),
      required: required.includes(name),
      description: typeof description === 'string' ? description : '',
    };
  });
}

/** `string`, `"a" | "b"`, `integer 1–50`, `string[]` … */
function typeOf(schema: Schema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return choices.map((choice) => typeOf(asSchema(choice))).join(' | ');
  const type = typeof schema.type === 'string' ? schema.type : '…';
  if (type === 'array') return `${typeOf(asSchema(schema.items))}[]`;
  const { minimum, maximum } = schema;
  const isBounded = typeof minimum === 'number' && typeof maximum === 'number';
  // What JSON itself can hold is no bound that anybody chose.
  return isBounded && Math.abs(maximum) < Number.MAX_SAFE_INTEGER ? `${type} ${minimum}–${maximum}` : type;
}

function asSchema(value: unknown): Schema {
  // The seam where JSON that came over the wire is looked into: every field is checked where it is read.
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}
