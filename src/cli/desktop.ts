/** `openfoal desktop`: the pages in a window of their own. Why it is a browser, and how it signs in: docs/decisions/0019. */
import { join, resolve } from 'node:path';
import { readConfig } from '../config/config.ts';
import { processEnvironment } from '../config/environment.ts';
import { parseCommand } from './arguments.ts';
import { findBrowser, isUsable } from './desktop/find-browser.ts';
import { firstPage } from './desktop/first-page.ts';
import { untilNoRunIsLive } from './desktop/live-runs.ts';
import { type Closed, openWindow } from './desktop/window.ts';
import { EXIT, NoGatewayError } from './exit-codes.ts';
import { connectTo } from './gateway/connect.ts';
import { findGateway } from './gateway/find-gateway.ts';
import { readGatewayFile } from './gateway/gateway-file.ts';
import { type RunningGateway, runGateway, stopSignal } from './gateway/run-gateway.ts';
import { safeText } from './terminal/safe-text.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PROBE_MS = 5_000;

/**
 * Opens the window and stays until it is closed. The gateway that runs on OPENFOAL_HOME is used and left as it is; one that was
 * started here stops with the window, after the runs that are still on.
 */
export async function desktop(args: readonly string[]): Promise<number> {
  const at = args.indexOf('--');
  parseCommand(at === -1 ? args : args.slice(0, at), {});
  const words = at === -1 ? [] : args.slice(at + 1);
  const environment = processEnvironment();
  const config = readConfig(environment);
  const browser = findBrowser(config.browser, { platform: process.platform, environment, usable: isUsable });
  const running = readGatewayFile(config.home);
  if (running) await mustServePages(running.url);
  const own = running ? undefined : await runGateway(environment, { root: ROOT, dev: false });
  const url = running?.url ?? own?.url ?? '';
  const folder = join(config.home, 'desktop');
  const page = firstPage(folder, url, own?.application.gateway.authenticator.mintCode());
  const window = openWindow({ browser, profile: join(folder, 'profile'), url: page.url, words, environment });
  console.error(
    own ? `OpenFoal runs at ${url} until its window is closed.` : `The window shows the gateway at ${url}.`,
  );
  const signal = stopSignal();
  try {
    const ended = await Promise.race([window.closed, signal]);
    if (typeof ended === 'string') await window.close();
    else if (ended.code !== 0 && ended.code !== null) return failed(ended);
    else if (own) await afterItsRuns(own, signal);
    return EXIT.ok.code;
  } finally {
    page.remove();
    await own?.stop();
  }
}

function failed({ code, said }: Closed): number {
  console.error(`openfoal desktop: the browser ended with exit code ${code}.\n${safeText(said.trim())}`);
  return EXIT.failed.code;
}

/** Runs would go on at the next start; but who closed a window has not asked for a pause. */
async function afterItsRuns({ config }: RunningGateway, signal: Promise<NodeJS.Signals>): Promise<void> {
  const { client, close } = await connectTo(findGateway({}, config));
  const idle = untilNoRunIsLive(client, () =>
    console.error(
      'The window is closed and a run is still on: OpenFoal stops when it has ended. Ctrl-C stops now; the run is kept and goes on at the next start.',
    ),
  );
  await Promise.race([idle, signal]).finally(close);
}

/** @throws NoGatewayError for a gateway without pages: that of a bare `npx next dev` has them on another port */
async function mustServePages(url: string): Promise<void> {
  const answer = await fetch(`${url}/signin`, { redirect: 'error', signal: AbortSignal.timeout(PROBE_MS) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  if (answer?.ok) return;
  throw new NoGatewayError(
    `The gateway at ${url} has no pages to show. Open the address that it printed in a browser, or stop it and try again.`,
  );
}
