/** `openfoal help`, `openfoal help <command>`: the table of commands as text. */
import type { OptionRow } from './arguments.ts';
import { COMMANDS, type Command } from './commands.ts';

export function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'usage: openfoal <command>',
    '',
    ...lines,
    '',
    `  ${'help'.padEnd(width)}  this list; help <command>: its options`,
    `  ${'--version'.padEnd(width)}  the version`,
  ].join('\n');
}

export function helpOf(name: string, { summary, forms, options }: Command): string {
  const usage = forms.map(({ words, does }) => {
    const line = `  openfoal ${name}${words === '' ? '' : ` ${words}`}`;
    return does === undefined ? line : `${line.padEnd(44)}  ${does}`;
  });
  const rows = Object.entries(options).map(([option, row]) => [flagOf(option, row), row.description] as const);
  const width = Math.max(0, ...rows.map(([flag]) => flag.length));
  const listed = rows.map(([flag, description]) => `  ${flag.padEnd(width)}  ${description}`);
  return [`${name}: ${summary}`, '', ...usage, ...(listed.length > 0 ? ['', ...listed] : [])].join('\n');
}

/** `--timeout <seconds>`, `-q, --quiet`. */
export function flagOf(name: string, { short, value }: OptionRow): string {
  const long = `--${name}${value === undefined ? '' : ` <${value}>`}`;
  return short === undefined ? long : `-${short}, ${long}`;
}
