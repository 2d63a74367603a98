/** A gateway of its own for a test: a process, a home, a port, and the ways to stop it that the tests are about. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test';
import { freePort } from '../src/testing/free-port.ts';

const ROOT = resolve(import.meta.dirname, '..');
export const OPERATOR_TOKEN = 'e2e-operator-token';

export type Gateway = {
  origin: string;
  folder: string;
  /** The one-time link that a terminal shows; only with `test.use({ terminal: true })`. */
  signInLink: () => string;
  /** Signs in with the operator's token, again and again. */
  tokenLink: string;
  kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>;
  /** Again on the same port and home. */
  start: () => Promise<void>;
};

type Fixtures = {
  gateway: Gateway;
  /** Where the site is. A test in which anything is asked for elsewhere fails. */
  origins: readonly string[];
  signedIn: Page;
  terminal: boolean;
  environment: Record<string, string>;
};

export const test = base.extend<Fixtures>({
  /** Whether the gateway runs in a terminal, as script(1) makes one. */
  terminal: [false, { option: true }],

  /** More settings for the gateway. */
  environment: [{}, { option: true }],

  gateway: async ({ terminal, environment }, use) => {
    const home = await mkdtemp(join(tmpdir(), 'openfoal-e2e-'));
    const port = await freePort();
    let child: ChildProcess | undefined;
    let printed = '';
    const kill: Gateway['kill'] = async (signal) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    };
    const start = async (): Promise<void> => {
      printed = '';
      const [file, ...args] = terminal
        ? ['script', '--quiet', '--flush', '--command', 'exec node src/cli/openfoal.ts start', '/dev/null']
        : ['node', 'src/cli/openfoal.ts', 'start'];
      const started = spawn(file ?? '', args, {
        cwd: ROOT,
        stdio: ['ignore', terminal ? 'pipe' : 'ignore', 'pipe'],
        env: {
          PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter),
          HOME: home,
          PORT: String(port),
          OPENFOAL_HOME: join(home, 'openfoal'),
          OPENFOAL_TOKEN: OPERATOR_TOKEN,
          OPENFOAL_WORKSPACE_ROOTS: home,
          OPENFOAL_DISCOVER_MODELS: 'off',
          LOG_LEVEL: 'silent',
          NODE_ENV: 'production',
          ...environment,
        },
      });
      for (const output of [started.stdout, started.stderr]) {
        output?.on('data', (chunk: Buffer) => {
          printed += chunk.toString();
        });
      }
      child = started;
      await expect.poll(() => /OpenFoal is ready/.test(printed), { timeout: 45_000, message: printed }).toBe(true);
    };
    await start();
    await use({
      origin: `http://localhost:${port}`,
      folder: home,
      tokenLink: `http://localhost:${port}/signin#code=${OPERATOR_TOKEN}`,
      signInLink: () => /http:\S+\/signin#code=\S+/.exec(printed)?.[0] ?? '',
      kill,
      start,
    });
    await kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  },

  origins: async ({ gateway }, use) => {
    await use([gateway.origin]);
  },

  context: async ({ context, origins }, use) => {
    const foreign = foreignRequests(context, origins);
    await use(context);
    expect(foreign, 'requests that left the site').toEqual([]);
  },

  signedIn: async ({ gateway, page }, use) => {
    await page.goto(gateway.tokenLink);
    await expect(composer(page)).toBeVisible();
    await use(page);
  },
});

export { expect };

/** The addresses that pages and workers ask for and that are not of the site, as they come. */
function foreignRequests(context: BrowserContext, origins: readonly string[]): readonly string[] {
  const foreign: string[] = [];
  const look = (address: string): void => {
    const { protocol, origin, host } = new URL(address);
    if (protocol === 'data:' || protocol === 'blob:' || origins.includes(origin)) return;
    if (/^wss?:$/.test(protocol) && origins.some((own) => new URL(own).host === host)) return;
    foreign.push(address);
  };
  context.on('request', (request) => look(request.url()));
  context.on('page', (page) => page.on('websocket', (socket) => look(socket.url())));
  return foreign;
}

/** Where messages are written, in either language. */
function composer(page: Page) {
  return page.getByRole('textbox', { name: /^(Message|消息)$/ });
}

/** Writes a message as a person does. */
export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** The part of a page under a heading. */
export function section(page: Page, title: string): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title, exact: true }) });
}

/** The first chart of the overview, which is drawn when somebody looks at it; then the page is at its top again. */
export async function chartIsDrawn(page: Page): Promise<void> {
  const chart = page.getByTestId('chart').first();
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator('canvas')).toBeVisible();
  await page.locator('#content').evaluate((main) => main.scrollTo({ top: 0 }));
}
