/** `openfoal desktop` as a person starts it, on a screen that nobody sees: a real window, a real gateway, and nothing left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { test as base, expect as impatient, say } from './gateway.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** Two browsers and a gateway share the machine. */
const expect = impatient.configure({ timeout: 60_000 });
const SYSTEM_CHROMIUM = '/usr/bin/chromium';
/** For the browser: a container has no sandbox of its own for it, and the test looks at the page. */
const WORDS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-port=0', '--lang=en-US'];

type Desktop = {
  child: ChildProcess;
  printed: () => string;
  /** The page in the window, once it is connected as a client. */
  page: () => Promise<Page>;
  /** Whatever the window shows, connected or not. */
  anyPage: () => Promise<Page>;
  ended: Promise<number | null>;
};
type Fixtures = {
  /** The DISPLAY of a screen of its own. */
  display: string;
  home: string;
  openDesktop: (environment?: Record<string, string>) => Desktop;
};

const test = base.extend<Fixtures>({
  display: async ({ browserName }, use) => {
    expect(browserName).toBe('chromium');
    const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const [number] = (await once(xvfb.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
    await use(`:${number.toString().trim()}`);
    const gone = once(xvfb, 'exit');
    xvfb.kill();
    await gone;
  },

  home: async ({ browserName }, use) => {
    const home = await mkdtemp(join(tmpdir(), `openfoal-desktop-${browserName}-`));
    await use(home);
    await rm(home, { recursive: true, force: true });
  },

  openDesktop: async ({ display, home }, use) => {
    const opened: Desktop[] = [];
    await use((environment = {}) => {
      const where = environment.OPENFOAL_HOME ?? join(home, 'openfoal');
      const portFile = join(where, 'desktop/profile/DevToolsActivePort');
      rmSync(portFile, { force: true });
      const child = spawn('node', ['src/cli/openfoal.ts', 'desktop', '--', ...WORDS], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter),
          HOME: home,
          DISPLAY: display,
          PORT: '0',
          OPENFOAL_HOME: where,
          OPENFOAL_BROWSER: existsSync(SYSTEM_CHROMIUM) ? SYSTEM_CHROMIUM : chromium.executablePath(),
          OPENFOAL_WORKSPACE_ROOTS: home,
          OPENFOAL_DISCOVER_MODELS: 'off',
          LOG_LEVEL: 'info',
          NODE_ENV: 'production',
          ...environment,
        },
      });
      let printed = '';
      for (const output of [child.stdout, child.stderr]) {
        output.on('data', (chunk: Buffer) => {
          printed += chunk.toString();
        });
      }
      const anyPage = async (): Promise<Page> => {
        await expect.poll(() => existsSync(portFile), { timeout: 90_000, message: printed }).toBe(true);
        const [port] = readFileSync(portFile, 'utf8').split('\n');
        const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
        const [page] = browser.contexts()[0]?.pages() ?? [];
        if (!page) throw new Error('the window has no page');
        return page;
      };
      const desktop: Desktop = {
        child,
        printed: () => printed,
        anyPage,
        page: async () => {
          await expect.poll(() => printed, { timeout: 90_000 }).toContain('"client":"desktop"');
          return anyPage();
        },
        ended: once(child, 'exit').then(([code]) => code as number | null),
      };
      opened.push(desktop);
      return desktop;
    });
    for (const { child, ended } of opened) {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
    }
  },
});

// A gateway, a browser and a screen are started for each, and two browsers where the window is opened twice.
test.setTimeout(300_000);

/** Command lines on this machine that speak of a folder. */
function commandsOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(folder));
}

test('a window that is signed in and connects as desktop, and nothing is left when it is closed', async ({
  home,
  openDesktop,
}, testInfo) => {
  const desktop = openDesktop();
  const page = await desktop.page();
  await expect(page.getByTestId('demo-label')).toContainText('no AI');
  expect(await page.evaluate(() => window.matchMedia('(display-mode: standalone)').matches)).toBe(true);
  expect(page.url()).not.toContain('code=');
  await testInfo.attach('desktop', { body: await page.screenshot(), contentType: 'image/png' });

  const commands = commandsOf(join(home, 'openfoal/desktop'));
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.filter((line) => line.includes('code='))).toEqual([]);
  expect(statSync(join(home, 'openfoal/desktop/open.html')).mode & 0o777).toBe(0o600);

  await say(page, 'help');
  await expect(page.getByText('This is a scripted demo')).toBeVisible();
  await page.close();
  expect(await desktop.ended).toBe(0);
  expect(commandsOf(home)).toEqual([]);
  expect(existsSync(join(home, 'openfoal/desktop/open.html'))).toBe(false);
  expect(existsSync(join(home, 'openfoal/gateway.json'))).toBe(false);
});

test('a run that is on when the window is closed ends before the gateway stops', async ({ openDesktop }) => {
  const desktop = openDesktop();
  const page = await desktop.page();
  await say(page, 'stream 200');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await page.close();
  await expect.poll(desktop.printed).toContain('a run is still on');
  expect(await desktop.ended).toBe(0);
});

test('SIGTERM closes the window and stops the gateway', async ({ home, openDesktop }) => {
  const desktop = openDesktop();
  await desktop.page();
  desktop.child.kill('SIGTERM');
  expect(await desktop.ended).toBe(0);
  expect(commandsOf(home)).toEqual([]);
});

test('a gateway that runs is used and left running; the window keeps its sign-in', async ({ gateway, openDesktop }) => {
  const where = { OPENFOAL_HOME: join(gateway.folder, 'openfoal') };
  const first = openDesktop(where);
  const page = await first.anyPage();
  await page.getByLabel('Or paste the link, a code or an operator token').fill(gateway.tokenLink);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await page.close();
  expect(await first.ended).toBe(0);
  expect((await fetch(`${gateway.origin}/healthz`)).ok).toBe(true);

  const second = openDesktop(where);
  await expect((await second.anyPage()).getByRole('textbox', { name: 'Message' })).toBeVisible();
});
