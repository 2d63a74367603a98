/** JSON Schema, as Markdown that people read: one line per field. */
export type JsonSchema = {
  type?: string | readonly string[];
  $ref?: string;
  description?: string;
  enum?: readonly string[];
  const?: unknown;
  default?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  [keyword: string]: unknown;
};

/** `Run` of `#/$defs/Run`. */
export function refName(ref: string): string {
  return ref.replace('#/$defs/', '');
}

/** The type in one line. `|` is escaped, since it stands in a table. */
export function typeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return `[${refName(schema.$ref)}](#${refName(schema.$ref).toLowerCase()})`;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' \\| ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variants.map(typeOf).join(' \\| ');
  if (schema.type === 'array') return arrayOf(typeOf(schema.items ?? {}));
  if (schema.type === 'object') return objectType(schema);
  if (schema.format !== undefined) return `${schema.type} (${schema.format})`;
  return [schema.type ?? 'any JSON'].flat().join(' \\| ');
}

function arrayOf(items: string): string {
  return items.includes(' \\| ') ? `(${items})[]` : `${items}[]`;
}

function objectType(schema: JsonSchema): string {
  if (!schema.properties) {
    const values = typeof schema.additionalProperties === 'object' ? typeOf(schema.additionalProperties) : 'any JSON';
    return `map of ${values}`;
  }
  const fields = Object.entries(schema.properties).map(
    ([name, field]) => `${name}${isRequired(schema, name) ? '' : '?'}: ${typeOf(field)}`,
  );
  return `{ ${fields.join(', ')} }`;
}

function isRequired(schema: JsonSchema, field: string): boolean {
  return schema.required?.includes(field) ?? false;
}

/** What narrows the type: lengths, ranges, default, description. */
function notesOf(schema: JsonSchema): string {
  const notes: string[] = [];
  const range = (low: number | undefined, high: number | undefined, unit: string) => {
    const top = high === Number.MAX_SAFE_INTEGER ? undefined : high;
    if (low !== undefined && top !== undefined) notes.push(`${low} to ${top}${unit}`);
    else if (top !== undefined) notes.push(`at most ${top}${unit}`);
    else if (low !== undefined && low > 0) notes.push(`at least ${low}${unit}`);
  };
  // That a required string is not empty goes without saying.
  range(schema.minLength === 1 ? undefined : schema.minLength, schema.maxLength, ' characters');
  range(schema.minItems, schema.maxItems, ' items');
  const above = schema.exclusiveMinimum;
  if (above !== undefined && schema.type === 'integer') range(above + 1, schema.maximum, '');
  else if (above !== undefined) notes.push(`more than ${above}`);
  else range(schema.minimum, schema.maximum, '');
  if (schema.pattern !== undefined && schema.format === undefined) {
    notes.push(`matches \`${schema.pattern.replaceAll('|', '\\|')}\``);
  }
  if (schema.default !== undefined) notes.push(`default \`${JSON.stringify(schema.default)}\``);
  const facts = notes.length > 0 ? `${capital(notes.join(', '))}.` : '';
  return [schema.description?.replaceAll('|', '\\|'), facts].filter(Boolean).join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A table with a row per field, or a line that says what the schema is when it has none. */
export function fieldTable(schema: JsonSchema): string[] {
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants?.every((variant) => variant.properties === undefined)) return [typeOf(schema)];
  if (variants) {
    return variants.flatMap((variant, index) => [index === 0 ? 'One of:' : 'or:', '', ...fieldTable(variant), '']);
  }
  if (schema.$ref !== undefined) return [typeOf(schema)];
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return schema.type === 'object' && schema.properties ? ['none'] : [typeOf(schema)];
  return [
    '| field | type | |',
    '|---|---|---|',
    ...fields.map(
      ([name, field]) =>
        `| \`${name}\`${isRequired(schema, name) && field.default === undefined ? '' : '?'} | ${typeOf(field)} | ${notesOf(field)} |`,
    ),
  ];
}
