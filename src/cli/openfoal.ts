#!/usr/bin/env node
/**
 * `openfoal`: one file per command beside this one, imported when it is called. What a command refuses becomes one line and an
 * exit code (exit-codes.ts); anything else is a bug and keeps its stack.
 */
import { keepCompiledModules } from './compile-cache.ts';

keepCompiledModules();
const { commandNamed } = await import('./commands.ts');
const { EXIT } = await import('./exit-codes.ts');
const { helpOf, overview } = await import('./help.ts');

const [name = 'help', ...args] = process.argv.slice(2);
const command = commandNamed(name);
const wantsHelp = ['--help', '-h'].some((flag) => args.slice(0, indexOfRest(args)).includes(flag));

if (command && !wantsHelp) process.exitCode = await called(command.run);
else if (command) console.log(helpOf(name, command));
else if (['--version', '-v', 'version'].includes(name)) console.log((await import('./version.ts')).VERSION);
else if (['help', '--help', '-h'].includes(name)) help(args[0]);
else unknown(name);

async function called(run: (args: string[]) => Promise<number>): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    const { refusalOf } = await import('./refusals.ts');
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    console.error(`openfoal ${name}: ${refusal.message}`);
    if (refusal.code === EXIT.usage.code) console.error(`See \`openfoal help ${name}\`.`);
    return refusal.code;
  }
}

function help(about: string | undefined): void {
  const wanted = about === undefined ? undefined : commandNamed(about);
  if (about !== undefined && wanted) console.log(helpOf(about, wanted));
  else if (about === undefined) console.log(overview());
  else unknown(about);
}

function unknown(word: string): void {
  console.error(`openfoal: there is no command "${word}".\n`);
  console.error(overview());
  process.exitCode = EXIT.usage.code;
}

/** What follows `--` is no option, whatever it looks like. */
function indexOfRest(words: readonly string[]): number {
  const at = words.indexOf('--');
  return at === -1 ? words.length : at;
}
