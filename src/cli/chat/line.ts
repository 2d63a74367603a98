/** What a person typed: a message, or one of the few commands that begin with a slash. */
export const SLASH_COMMANDS = {
  new: { argument: '', does: 'begin a new session' },
  stop: { argument: '', does: 'stop the run' },
  model: { argument: '<provider/model>', does: 'answer with another model from now on' },
  mode: { argument: '<local|cloud>', does: 'work on this machine, or in the sandbox' },
  help: { argument: '', does: 'this list' },
  quit: { argument: '', does: 'leave; what runs goes on' },
} as const;

export type SlashName = keyof typeof SLASH_COMMANDS;
export type Line =
  | { kind: 'nothing' }
  | { kind: 'message'; text: string }
  | { kind: 'command'; name: SlashName; argument: string }
  | { kind: 'unclear'; why: string };

/** A path such as /etc/hosts is a message: a command is a slash and one lower-case word. */
export function parseLine(text: string): Line {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'nothing' };
  const [, word, rest = ''] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(trimmed) ?? [];
  if (word === undefined) return { kind: 'message', text };
  const name = isSlash(word) ? word : undefined;
  if (!name) return { kind: 'unclear', why: `There is no command /${word}; /help lists them.` };
  const argument = rest.trim();
  const wanted = SLASH_COMMANDS[name].argument;
  if (wanted !== '' && argument === '') return { kind: 'unclear', why: `/${name} ${wanted}: say which.` };
  if (wanted === '' && argument !== '') return { kind: 'unclear', why: `/${name} stands alone.` };
  return { kind: 'command', name, argument };
}

export function slashHelp(): string {
  const rows = Object.entries(SLASH_COMMANDS).map(
    ([name, { argument, does }]) => [`/${name} ${argument}`.trim(), does] as const,
  );
  return rows.map(([command, does]) => `  ${command.padEnd(24)} ${does}`).join('\n');
}

const isSlash = (word: string): word is SlashName => Object.hasOwn(SLASH_COMMANDS, word);
