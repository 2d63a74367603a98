import { posix } from 'node:path';

/** Whether the words of a command begin with those of a rule. `*` stands for exactly one word. Source: protocol.md §5. */
export function matchesArgv(pattern: readonly string[], argv: readonly string[]): boolean {
  return pattern.length <= argv.length && pattern.every((word, at) => word === '*' || word === argv[at]);
}

/** What is wrong with a pattern that could never match, or would not match what it seems to; undefined when nothing is. */
export function argvPatternProblem(pattern: readonly string[]): string | undefined {
  if (pattern.length === 0) return 'no words: name the command, or leave `argv` out to speak of every call';
  if (pattern[0] === '') return 'a command has a name';
  if (pattern.some((word) => word.includes('\0'))) return 'a word holds no NUL character';
  const partly = pattern.find((word) => word !== '*' && word.includes('*'));
  if (partly !== undefined) return `\`*\` stands for one whole word: \`${partly}\` would only match itself`;
  return undefined;
}

/** Programs that hand the text after `-c` to a shell, shells among them. */
const SHELLS = new Set('sh bash dash ash zsh ksh mksh yash fish csh tcsh pwsh su runuser sg flock script'.split(' '));

/**
 * Whether the words hand a shell text to run (`bash -c …`, also behind `env` or `sudo`): then they show no more than a script
 * does. A word that only looks like it makes the call ask, which is harmless.
 */
export function runsShellText(argv: readonly string[]): boolean {
  const shell = argv.findIndex((word) => SHELLS.has(posix.basename(word)));
  return shell >= 0 && argv.slice(shell + 1).some((word) => /^[-+]\w*c|^--command/i.test(word));
}
