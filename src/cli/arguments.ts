/** The arguments of one command, checked against its row in the table of commands. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './exit-codes.ts';

/** One option: what parseArgs needs, and what the help says. `value` names what follows it. */
export type OptionRow = { type: 'string' | 'boolean'; short?: string; value?: string; description: string };
export type OptionTable = Readonly<Record<string, OptionRow>>;

type Values<T extends OptionTable> = {
  [K in keyof T]?: T[K]['type'] extends 'boolean' ? boolean : string;
};

/** @throws UsageError for an unknown option, a missing value or too many words */
export function parseCommand<T extends OptionTable>(
  args: readonly string[],
  options: T,
  maxWords = 0,
): { values: Values<T>; words: readonly string[] } {
  const config: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }) },
    ]),
  );
  const parsed = attempt(() => parseArgs({ args: [...args], options: config, allowPositionals: true }));
  const extra = parsed.positionals[maxWords];
  if (extra !== undefined) throw new UsageError(`"${extra}" is one word too many.`);
  // The seam of parseArgs: what it answers follows from the table, which its types cannot see through a mapping.
  return { values: parsed.values as Values<T>, words: parsed.positionals };
}

/** A number of seconds as milliseconds. */
export function secondsOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new UsageError(`--${name} must be a number of seconds.`);
  return Math.ceil(seconds * 1_000);
}

function attempt<R>(parse: () => R): R {
  try {
    return parse();
  } catch (error) {
    // parseArgs throws a TypeError with such a code for whatever the person wrote.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')) {
      throw new UsageError(error.message.split('. ')[0] ?? error.message);
    }
    throw error;
  }
}
