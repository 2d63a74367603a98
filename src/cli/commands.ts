/** Every command: what help and docs say of it, and where its code is, loaded when it is called. */
import type { OptionTable } from './arguments.ts';
import {
  APPROVALS_OPTIONS,
  CHAT_OPTIONS,
  DOCTOR_OPTIONS,
  RUN_OPTIONS,
  SCHEMA_OPTIONS,
  SESSIONS_OPTIONS,
} from './command-options.ts';

export type Command = {
  summary: string;
  /** What follows the name, and what each form does. The first one is the usual one. */
  forms: readonly { words: string; does?: string }[];
  options: OptionTable;
  run: (args: string[]) => Promise<number>;
};

const PLAIN = { forms: [{ words: '' }], options: {} } as const;

export const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    ...PLAIN,
    summary: 'build the pages when needed, start the gateway, print the sign-in link',
    run: async (args) => (await import('./start.ts')).start(args, { dev: false }),
  },
  desktop: {
    summary: 'open OpenFoal in a window of its own, and start the gateway when none runs',
    forms: [{ words: '' }, { words: '-- <words>', does: 'the words go to the browser' }],
    options: {},
    run: async (args) => (await import('./desktop.ts')).desktop(args),
  },
  chat: {
    summary: 'talk to the agent in this terminal',
    forms: [{ words: '[options]' }],
    options: CHAT_OPTIONS,
    run: async (args) => (await import('./chat/chat.ts')).chat(args),
  },
  run: {
    summary: 'run one message and print the answer, for scripts',
    forms: [{ words: '[options] "message"' }, { words: '[options] -', does: 'the message comes from standard input' }],
    options: RUN_OPTIONS,
    run: async (args) => (await import('./run.ts')).run(args),
  },
  sessions: {
    summary: 'list the sessions, or show one',
    forms: [{ words: '[list]' }, { words: 'show <id>', does: 'its state and its last events' }],
    options: SESSIONS_OPTIONS,
    run: async (args) => (await import('./sessions.ts')).sessions(args),
  },
  approvals: {
    summary: 'list what waits for a person, show it, decide it',
    forms: [
      { words: '[list]' },
      { words: 'show <id>', does: 'exactly what would run' },
      { words: 'approve <id>', does: 'needs a user: OPENFOAL_TOKEN, or --sign-in' },
      { words: 'reject <id> [--comment text]', does: 'the same' },
    ],
    options: APPROVALS_OPTIONS,
    run: async (args) => (await import('./approvals.ts')).approvals(args),
  },
  doctor: {
    summary: 'check this machine and say how to mend it',
    forms: [{ words: '[--json]' }],
    options: DOCTOR_OPTIONS,
    run: async (args) => (await import('./doctor.ts')).doctor(args),
  },
  dev: {
    ...PLAIN,
    summary: 'start the gateway with hot reload of the pages',
    run: async (args) => (await import('./start.ts')).start(args, { dev: true }),
  },
  build: {
    ...PLAIN,
    summary: 'build the pages unless they are up to date',
    run: async () => (await import('./build.ts')).build(),
  },
  schema: {
    summary: 'print the JSON Schema of the protocol',
    forms: [{ words: '[--write]' }],
    options: SCHEMA_OPTIONS,
    run: async (args) => (await import('./schema.ts')).schema(args),
  },
  repair: {
    ...PLAIN,
    summary: 'check the database and rebuild transcripts that differ from the journal',
    run: async () => (await import('./repair.ts')).repair(),
  },
};

export const commandNamed = (name: string): Command | undefined =>
  Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
