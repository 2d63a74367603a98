/** What a line that begins with a slash does instead of being sent. Source: docs of the pages, ui.md WebChat 8. */

export type CommandName = 'new' | 'compact' | 'reset' | 'mode' | 'model' | 'memory' | 'stop' | 'export' | 'help';

export type Command = {
  name: CommandName;
  /** The method it calls: a gateway that does not offer it does not offer the command. */
  needs?: string;
  /** It does something to a session, so there has to be one. */
  inSession?: true;
  /** One of these must follow. */
  takes?: readonly string[];
  /** Any words may follow. */
  takesText?: true;
};

export const EXPORT_FORMATS = ['markdown', 'jsonl', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const RUNTIME_MODES = ['local', 'cloud'] as const;

const COMMANDS: readonly Command[] = [
  { name: 'new' },
  { name: 'stop', needs: 'agent.abort', inSession: true },
  { name: 'model', needs: 'models.list', takesText: true },
  { name: 'mode', needs: 'runtime.setMode', takes: RUNTIME_MODES },
  { name: 'memory', needs: 'memory.list' },
  { name: 'compact', needs: 'sessions.compact', inSession: true },
  { name: 'reset', needs: 'sessions.reset', inSession: true },
  { name: 'export', needs: 'sessions.export', inSession: true, takes: EXPORT_FORMATS },
  { name: 'help' },
];

/** The commands that can be given here. */
export function commandsFor(methods: readonly string[], inSession: boolean): readonly Command[] {
  return COMMANDS.filter(
    ({ needs, inSession: needsSession }) =>
      (needs === undefined || methods.includes(needs)) && (inSession || !needsSession),
  );
}

export type Line =
  | { kind: 'message'; text: string }
  | { kind: 'command'; name: CommandName; argument: string }
  | { kind: 'unknown'; word: string }
  /** What follows the command is not what it takes. */
  | { kind: 'misused'; command: Command };

/** What sending this text means. Two slashes at the beginning are one slash of a message. */
export function readLine(text: string, commands: readonly Command[]): Line {
  if (!text.startsWith('/')) return { kind: 'message', text };
  if (text.startsWith('//')) return { kind: 'message', text: text.slice(1) };
  const [word = ''] = /^\S*/.exec(text.slice(1)) ?? [];
  const command = commands.find(({ name }) => name === word.toLowerCase());
  if (!command) return { kind: 'unknown', word };
  const argument = text.slice(1 + word.length).trim();
  const fits = command.takes ? command.takes.includes(argument) : argument === '' || command.takesText;
  return fits ? { kind: 'command', name: command.name, argument } : { kind: 'misused', command };
}

export type Completion = {
  /** What the field holds when this is chosen. */
  text: string;
  name: CommandName;
  /** It is complete: choosing it gives the command. */
  whole: boolean;
};

/** How the text can go on to be a command; empty when it is none. */
export function completionsOf(text: string, commands: readonly Command[]): readonly Completion[] {
  const [, word, rest] = /^\/([^\s/]*)(?: (\S*))?$/.exec(text) ?? [];
  if (word === undefined) return [];
  if (rest === undefined) {
    return commands
      .filter(({ name }) => name.startsWith(word.toLowerCase()))
      .map(({ name, takes }) => ({ text: takes ? `/${name} ` : `/${name}`, name, whole: !takes }));
  }
  const command = commands.find(({ name }) => name === word.toLowerCase());
  const options = command?.takes?.filter((option) => option.startsWith(rest.toLowerCase())) ?? [];
  return command ? options.map((option) => ({ text: `/${word} ${option}`, name: command.name, whole: true })) : [];
}
