import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildJsonSchema } from '../protocol/json-schema.ts';

const FILE = resolve(import.meta.dirname, '../../public/schema/openfoal-1.0.json');

export async function schema(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { write: { type: 'boolean' } } });
  const text = `${JSON.stringify(buildJsonSchema(), null, 2)}\n`;
  if (values.write) {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, text);
  } else process.stdout.write(text);
  return 0;
}
