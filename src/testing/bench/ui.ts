/** The figures of the pages, each in a browser of its own against the production build. */
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { writeLongSession } from '../long-session.ts';
import { type Bench, TOKEN } from './bench.ts';
import { benchKey, connectGateway } from './lanes.ts';
import type { BenchProcess } from './processes.ts';
import { heapMb, noteAnew, noteIn, readNoted } from './ui-page.ts';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const EVENTS = 10_000;
const FIELD = '#composer';
const KEYS = 60;
const KEY_EVERY_MS = 60;

export type UiBench = Pick<Bench, 'samples' | 'rounds' | 'quick'> & {
  gateway: BenchProcess;
  bare: BenchProcess;
  browser: Browser;
};

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

const originOf = ({ port }: BenchProcess): string => `http://localhost:${port}`;

async function signedIn({ browser, gateway }: UiBench): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${originOf(gateway)}/signin#code=${TOKEN}`);
  await page.locator(FIELD).waitFor();
  await page.close();
  return context;
}

/** All JavaScript that a page loads by itself, as gzip makes it: a new chat, a session with an answer, and the overview of what ran. */
export async function measureFirstLoad(bench: UiBench): Promise<void> {
  const client = await connectGateway(bench.gateway.port, TOKEN);
  const { id } = await client.call('sessions.create', { title: 'Short', idempotencyKey: benchKey() });
  await writeLongSession(client, { sessionId: id, events: 10, newKey: benchKey });
  client.close();
  const context = await signedIn(bench);
  for (const [figure, path] of [
    ['first load chat', '/?new'],
    ['first load session', `/s/${id}`],
    ['first load console', '/console'],
  ] as const) {
    const page = await context.newPage();
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return;
      sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    await page.goto(`${originOf(bench.gateway)}${path}`, { waitUntil: 'networkidle' });
    // What comes later is not of the first load, and the page may be closed before it is read.
    page.removeAllListeners('response');
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    bench.samples.add(figure, 'openfoal', [total / 1_000]);
    await page.close();
  }
  await context.close();
}

/** From the navigation until React listens to what a person would use first. The floor is the sign-in page on bare Next. */
export async function measureInteractive(bench: UiBench): Promise<void> {
  const context = await signedIn(bench);
  const bare = await bench.browser.newContext();
  // A page load varies by half on a small machine: both ways alternate, often.
  for (let time = 0; time < (bench.quick ? 3 : 12); time += 1) {
    for (const [way, from, url, selector] of [
      ['floor', bare, `${originOf(bench.bare)}/signin`, 'input'],
      ['openfoal', context, `${originOf(bench.gateway)}/?new`, FIELD],
    ] as const) {
      const page = await from.newPage();
      await noteIn(page, selector);
      await page.goto(url);
      await page.waitForFunction(() => window.noted.interactiveMs !== undefined);
      const { interactiveMs } = await readNoted(page);
      if (interactiveMs !== undefined) bench.samples.add('interactive', way, [interactiveMs]);
      await page.close();
    }
  }
  await bare.close();
  await context.close();
}

/**
 * A long session: opened in a new tab and from the list, then a stream at its end while a person writes. The floor of a keystroke is
 * one in the same page while nothing streams.
 */
export async function measureLongSession(bench: UiBench): Promise<void> {
  const { gateway, samples, rounds, quick } = bench;
  const client = await connectGateway(gateway.port, TOKEN);
  const { id: sessionId } = await client.call('sessions.create', { title: 'Long', idempotencyKey: benchKey() });
  await writeLongSession(client, { sessionId, events: quick ? 2_000 : EVENTS, newKey: benchKey });
  const context = await signedIn(bench);
  const page = await context.newPage();
  await noteIn(page, FIELD);
  for (let round = 0; round < rounds; round += 1) {
    await page.goto(`${originOf(gateway)}/?new`);
    const link = page.locator(`nav a[href="/s/${sessionId}"]`);
    await link.waitFor();
    samples.add('open from the list', 'openfoal', [await untilShown(page, () => link.click())]);
    samples.add('open in a new tab', 'openfoal', [
      await untilShown(page, () => page.goto(`${originOf(gateway)}/s/${sessionId}`)),
    ]);
    samples.add('rows in the page', 'openfoal', [await page.locator('[data-row]').count()]);
    await page.locator(FIELD).focus();
    await noteAnew(page);
    for (let key = 0; key < KEYS / 3; key += 1) await page.keyboard.press('x', { delay: KEY_EVERY_MS });
    samples.add('keystroke', 'floor', (await readNoted(page)).keysMs);
    await noteAnew(page);
    const streamed = quick ? 400 : 1_200;
    await client.call('agent.run', {
      sessionId,
      input: `bench:tokens=${streamed};rate=200`,
      idempotencyKey: benchKey(),
    });
    await page.locator('[data-testid=assistant-message]').last().getByText('token token').waitFor();
    await page.locator(FIELD).focus();
    for (let key = 0; key < KEYS && (await page.getByRole('button', { name: 'Stop' }).isVisible()); key += 1) {
      await page.keyboard.press('x', { delay: KEY_EVERY_MS });
    }
    const { keysMs, longTasksMs } = await readNoted(page);
    samples.add('keystroke', 'openfoal', keysMs);
    samples.add('long tasks', 'openfoal', [longTasksMs.length]);
    samples.add('longest task', 'openfoal', [Math.max(0, ...longTasksMs)]);
    await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'hidden', timeout: 60_000 });
    await page.locator(FIELD).fill('');
    samples.add('page memory', 'openfoal', [await heapMb(page)]);
  }
  await context.close();
  client.close();
}

/** From asking until the last row is on the screen and a frame has been drawn with it. */
async function untilShown(page: Page, ask: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  const asked = ask();
  await page.waitForFunction(
    () => {
      const last = [...document.querySelectorAll('[data-row]')].at(-1)?.getBoundingClientRect();
      return last !== undefined && last.bottom > 0 && last.top < innerHeight;
    },
    undefined,
    { polling: 'raf' },
  );
  const took = performance.now() - startedAt;
  await asked;
  return took;
}
