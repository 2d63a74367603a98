import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { processEnvironment } from '../config/environment.ts';
import type { RunningServer } from '../server.ts';
import { parseCommand } from './arguments.ts';
import { runGateway, stopSignal } from './gateway/run-gateway.ts';
import { signInNotice } from './sign-in-notice.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Starts the gateway with its pages and stays until SIGTERM or SIGINT. Answers the exit code. */
export async function start(args: readonly string[], { dev }: { dev: boolean }): Promise<number> {
  parseCommand(args, {});
  const gateway = await runGateway(processEnvironment(), { root: ROOT, dev });
  printLink(gateway);
  offerNewLinks(gateway);
  const signal = await stopSignal();
  console.error(`\nOpenFoal stops (${signal}): runs are kept and go on at the next start.`);
  await gateway.stop();
  // Everything of ours is closed; Next's file watchers of a development server would keep the process.
  if (dev) process.exit(0);
  return 0;
}

function printLink({ application, origin }: RunningServer): void {
  const { mintCode } = application.gateway.authenticator;
  console.error(signInNotice({ isTerminal: process.stderr.isTTY, origin, mintCode }));
}

/**
 * Whoever can type into this terminal may have another link. That is the person at it, but also whatever may drive a terminal
 * multiplexer it runs in, an approved command of the agent among them: docs/decisions/0009.
 */
function offerNewLinks(server: RunningServer): void {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return;
  console.error('Press Enter for a new link.');
  createInterface({ input: process.stdin, terminal: false }).on('line', () => printLink(server));
}
