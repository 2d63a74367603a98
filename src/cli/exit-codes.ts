/** What `openfoal` answers to the shell. docs/cli.md is written from this table. */
export const EXIT = {
  ok: { code: 0, meaning: 'It worked; the run completed.' },
  failed: {
    code: 1,
    meaning: 'It was refused, or the run failed, was stopped or took too long; `doctor` found a failure.',
  },
  usage: { code: 2, meaning: 'The command line is not valid.' },
  noGateway: { code: 3, meaning: 'No gateway answers, or it does not accept the credential.' },
  waiting: { code: 4, meaning: 'The run waits for an approval; it goes on by itself once somebody decides.' },
  noBrowser: { code: 5, meaning: 'There is no browser, or no screen, for the window of `desktop`.' },
  interrupted: { code: 130, meaning: 'Interrupted (Ctrl-C): the run was stopped.' },
} as const;

/** The command line is wrong; the message says where. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** There is no gateway to talk to, or not with this credential; the message says what to do. Exit code 3. */
export class NoGatewayError extends Error {
  override name = 'NoGatewayError';
}

/** The desktop window has nothing to be shown in; the message says what to do. Exit code 5. */
export class NoBrowserError extends Error {
  override name = 'NoBrowserError';
}
