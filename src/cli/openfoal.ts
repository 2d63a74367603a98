#!/usr/bin/env node
/**
 * `openfoal`: one file per command beside this one, imported when it is called. Unknown commands say what there is and exit 2.
 */
import { keepCompiledModules } from './compile-cache.ts';

keepCompiledModules();
const { ConfigError } = await import('../config/config.ts');
const { isProtocolError } = await import('../protocol/errors.ts');

const COMMANDS: Record<string, { summary: string; run: (args: string[]) => Promise<number> }> = {
  start: {
    summary: 'build when needed, start the gateway, print the sign-in link',
    run: async () => (await import('./start.ts')).start({ dev: false }),
  },
  dev: {
    summary: 'the same, with hot reload of the pages',
    run: async () => (await import('./start.ts')).start({ dev: true }),
  },
  build: {
    summary: 'build the pages unless they are up to date',
    run: async () => (await import('./build.ts')).build(),
  },
  schema: {
    summary: 'print the JSON Schema of the protocol (--write: into public/schema)',
    run: async (args) => (await import('./schema.ts')).schema(args),
  },
  repair: {
    summary: 'check the database and rebuild transcripts that differ from the journal',
    run: async () => (await import('./repair.ts')).repair(),
  },
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
