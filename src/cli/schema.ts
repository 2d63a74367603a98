import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { buildJsonSchema } from '../protocol/json-schema.ts';
import { parseCommand } from './arguments.ts';
import { SCHEMA_OPTIONS } from './command-options.ts';

const FILE = resolve(import.meta.dirname, '../../public/schema/openfoal-1.0.json');

export async function schema(args: string[]): Promise<number> {
  const { values } = parseCommand(args, SCHEMA_OPTIONS);
  const text = `${JSON.stringify(buildJsonSchema(), null, 2)}\n`;
  if (values.write) {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, text);
  } else process.stdout.write(text);
  return 0;
}
