import { chmodSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Home = {
  /** The real path of the home: symbolic links on the way to it are followed once, here. */
  path: string;
  database: string;
  transcripts: string;
  memory: string;
  attachments: string;
  lock: string;
  /** The `service` credential for the CLI and other clients on this machine; also in the file `token`. */
  serviceToken: string;
};

/** Makes OPENFOAL_HOME, readable by its owner only, with a service token if there is none yet. */
export function prepareHome(wanted: string, newSecret: () => string): Home {
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  const home = realpathSync(wanted);
  for (const name of ['transcripts', 'workspaces', 'memory', 'attachments']) {
    mkdirSync(join(home, name), { recursive: true, mode: 0o700 });
  }
  chmodSync(home, 0o700);
  return {
    path: home,
    database: join(home, 'openfoal.db'),
    transcripts: join(home, 'transcripts'),
    memory: join(home, 'memory'),
    attachments: join(home, 'attachments'),
    lock: join(home, 'gateway.lock'),
    serviceToken: readOrMakeToken(join(home, 'token'), newSecret),
  };
}

function readOrMakeToken(file: string, newSecret: () => string): string {
  try {
    writeFileSync(file, `${newSecret()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  chmodSync(file, 0o600);
  const token = readFileSync(file, 'utf8').trim();
  if (token !== '') return token;
  // A crash between making the file and writing it: an empty token would lock every service out for ever.
  writeFileSync(file, `${newSecret()}\n`);
  return readFileSync(file, 'utf8').trim();
}
