import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { readConfig } from '../config/config.ts';
import { processEnvironment, silenceNext } from '../config/environment.ts';
import { type RunningServer, startServer } from '../server.ts';
import { buildWhenNeeded } from './build.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Starts the gateway with its pages and stays until SIGTERM or SIGINT. Answers the exit code. */
export async function start({ dev }: { dev: boolean }): Promise<number> {
  silenceNext();
  const environment = processEnvironment();
  const config = readConfig(environment);
  if (!dev) await buildWhenNeeded(ROOT);
  const server = await startServer(config, environment, { pages: { folder: ROOT, dev } });
  printLink(server);
  offerNewLinks(server);
  const signal = await stopSignal();
  console.error(`\nOpenFoal stops (${signal}): runs are kept and go on at the next start.`);
  await server.stop();
  return 0;
}

/** Only ever to the terminal: the code in the link makes a signed-in user. */
function printLink({ application, origin }: RunningServer): void {
  const code = application.gateway.authenticator.mintCode();
  console.error(`\nOpenFoal is ready. Sign in once, within five minutes:\n\n  ${origin}/signin#code=${code}\n`);
}

/** Whoever sits at the terminal may have another link. A command of the agent has no way to this terminal's input. */
function offerNewLinks(server: RunningServer): void {
  if (!process.stdin.isTTY) return;
  console.error('Press Enter for a new link.');
  createInterface({ input: process.stdin, terminal: false }).on('line', () => printLink(server));
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve_) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve_(signal));
  });
}
