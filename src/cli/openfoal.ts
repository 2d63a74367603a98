#!/usr/bin/env node
/** `openfoal`: one file per command beside this one. Unknown commands say what there is and exit 2. */
import { ConfigError } from '../config/config.ts';
import { isProtocolError } from '../protocol/errors.ts';
import { repair } from './repair.ts';
import { schema } from './schema.ts';
import { start } from './start.ts';

const COMMANDS: Record<string, { summary: string; run: (args: string[]) => Promise<number> }> = {
  start: { summary: 'build when needed, start the gateway, print the sign-in link', run: () => start({ dev: false }) },
  dev: { summary: 'the same, with hot reload of the pages', run: () => start({ dev: true }) },
  schema: { summary: 'print the JSON Schema of the protocol (--write: into public/schema)', run: schema },
  repair: { summary: 'check the database and rebuild transcripts that differ from the journal', run: repair },
};

const [name = 'help', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (command) {
  try {
    process.exitCode = await command.run(args);
  } catch (error) {
    // Refusals are for people; anything else is a bug and keeps its stack.
    if (!(error instanceof ConfigError || isProtocolError(error) || isListenError(error))) throw error;
    console.error(`openfoal ${name}: ${error.message}`);
    process.exitCode = 1;
  }
} else {
  const lines = Object.entries(COMMANDS).map(([key, { summary }]) => `  ${key.padEnd(8)} ${summary}`);
  console.log(`usage: openfoal <command>\n\n${lines.join('\n')}`);
  process.exitCode = ['help', '--help', '-h'].includes(name) ? 0 : 2;
}

function isListenError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(String(error.code))
  );
}
