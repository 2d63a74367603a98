/** The options of every command that has some: parsed, shown by `--help` and documented from here. */
import type { OptionTable } from './arguments.ts';

const CONNECTION = {
  url: {
    type: 'string',
    value: 'url',
    description: 'The gateway, such as http://127.0.0.1:3000. Without it: the one that runs on OPENFOAL_HOME.',
  },
  token: {
    type: 'string',
    value: 'token',
    description:
      'A credential. Without it: OPENFOAL_TOKEN, else the token file of OPENFOAL_HOME, which may run but not approve.',
  },
} as const satisfies OptionTable;

const SESSION = {
  session: { type: 'string', value: 'id', description: 'Goes on in this session; without it a new one.' },
  folder: { type: 'string', value: 'path', description: 'Folder of a new session.' },
  model: { type: 'string', value: 'provider/model', description: 'Model of a new session.' },
  mode: { type: 'string', value: 'local|cloud', description: 'Runtime mode of a new session.' },
} as const satisfies OptionTable;

const JSON_OUTPUT = { json: { type: 'boolean', description: 'Prints JSON.' } } as const satisfies OptionTable;
const SIGN_IN = {
  'sign-in': {
    type: 'string',
    value: 'link',
    description: 'Decides as the person who has this sign-in link; the link is used up.',
  },
} as const satisfies OptionTable;

export const CHAT_OPTIONS = { ...SESSION, ...CONNECTION } as const satisfies OptionTable;
export const RUN_OPTIONS = {
  ...SESSION,
  json: { type: 'boolean', description: 'Prints every event as one line of JSON; the last one is the end of the run.' },
  queue: { type: 'boolean', description: 'Waits for its turn when the session is busy, instead of failing.' },
  wait: { type: 'boolean', description: 'Waits while an approval is open, instead of leaving with exit code 4.' },
  timeout: { type: 'string', value: 'seconds', description: 'Stops the run after this time.' },
  quiet: { type: 'boolean', short: 'q', description: 'Prints no progress on stderr.' },
  ...CONNECTION,
} as const satisfies OptionTable;
export const SESSIONS_OPTIONS = {
  limit: { type: 'string', value: 'n', description: 'How many of them; 20 unless said.' },
  ...JSON_OUTPUT,
  ...CONNECTION,
} as const satisfies OptionTable;
export const APPROVALS_OPTIONS = {
  all: { type: 'boolean', description: 'Lists decided ones as well.' },
  comment: { type: 'string', value: 'text', description: 'Why; the agent reads it.' },
  scope: { type: 'string', value: 'once|session', description: 'session: later calls with the identical digest too.' },
  ...JSON_OUTPUT,
  ...SIGN_IN,
  ...CONNECTION,
} as const satisfies OptionTable;
export const DOCTOR_OPTIONS = { ...JSON_OUTPUT } as const satisfies OptionTable;
export const SCHEMA_OPTIONS = {
  write: { type: 'boolean', description: 'Writes it into public/schema.' },
} as const satisfies OptionTable;
