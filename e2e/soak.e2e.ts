/**
 * Two tabs of one session for as long as it takes to say SOAK_MESSAGES messages, with a network that is cut at random and a gateway
 * that is killed in the middle. `npm run verify` says a few; `SOAK_MESSAGES=2000` takes ten minutes, `SOAK_MESSAGES=6000` thirty.
 */
import { randomInt } from 'node:crypto';
import type { Page } from '@playwright/test';
import { foldAll } from '../src/client/fold/fold.ts';
import { emptyTranscript } from '../src/client/fold/transcript.ts';
import { connectGateway } from '../src/testing/bench/lanes.ts';
import { heapMb } from '../src/testing/bench/ui-page.ts';
import { seededChance } from '../src/testing/faults/harness.ts';
import { test } from './cut-network.ts';
import { expect, OPERATOR_TOKEN, say } from './gateway.ts';
import { journalOf } from './journal.ts';

const MESSAGES = Number(process.env.SOAK_MESSAGES ?? 100);
const SEED = Number(process.env.SOAK_SEED ?? randomInt(1 << 30));
/** The pace of somebody in a hurry. */
const EVERY_MS = 300;
const MAX_QUEUED = 3;
/** A cut every so many messages, about. */
const CUT_EVERY = 12;
/** How much a page may hold more at the end than after a quarter: what was said since, and what an engine keeps. */
const MAX_GROWTH_MB = 25;
/** Chromium says on the console itself that a connection was lost. */
const LOST = /WebSocket connection to|net::ERR_/;

test.setTimeout(240_000 + MESSAGES * 1_000);

const WORDS = ['stream 30 fast', 'list', 'think about it', 'stream 120 fast', 'stream 8 fast'];
const settled = async (page: Page): Promise<void> => {
  await expect(page.getByTestId('outgoing-message')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByTestId('queued-message')).toHaveCount(0, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden({ timeout: 60_000 });
};
/** What the last rows say, as everybody sees it. */
const lastRows = (page: Page) =>
  page
    .getByRole('region', { name: 'Conversation' })
    .locator('[data-row]')
    .evaluateAll((rows) =>
      rows.slice(-12).map((row) => [row.getAttribute('data-row') ?? '', (row as HTMLElement).innerText]),
    );

test('two tabs through cuts and a kill: each message is there once, the tabs agree, memory is flat, the console clean', {
  tag: '@webchat-6',
}, async ({ gateway, network, signedIn: page, context }) => {
  const chance = seededChance(SEED);
  test.info().annotations.push({ type: 'seed', description: String(SEED) });
  const complaints: string[] = [];
  const listen = (each: Page): void => {
    each.on('pageerror', (error) => complaints.push(String(error)));
    each.on('console', (message) => {
      const isComplaint = message.type() === 'error' || message.type() === 'warning';
      if (isComplaint && !LOST.test(message.text())) complaints.push(message.text());
    });
  };
  listen(page);
  await say(page, 'list');
  await expect(page).toHaveURL(/\/s\//);
  await settled(page);
  const other = await context.newPage();
  listen(other);
  await other.goto(page.url());
  await settled(other);

  const tabs = [page, other];
  const sent = ['list'];
  const heaps: number[][] = [];
  for (let at = 1; at <= MESSAGES; at += 1) {
    const tab = tabs[at % 2] ?? page;
    const next = new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    const text = `${WORDS[Math.floor(chance() * WORDS.length)]}\n${at}`;
    await expect(tab.getByTestId('outgoing-message')).toHaveCount(0, { timeout: 60_000 });
    // A few wait for their turn; hundreds are nobody's.
    await expect(tab.getByTestId('queued-message').nth(MAX_QUEUED - 1)).toBeHidden({ timeout: 60_000 });
    await say(tab, text);
    sent.push(text);
    if (chance() < 1 / CUT_EVERY) network.cut();
    if (at === Math.ceil(MESSAGES / 2)) {
      await gateway.kill('SIGKILL');
      await gateway.start();
    }
    if (at === Math.ceil(MESSAGES / 4) || at === MESSAGES) {
      await Promise.all(tabs.map(settled));
      heaps.push(await Promise.all(tabs.map(heapMb)));
    }
    await next;
  }

  const client = await connectGateway(Number(new URL(gateway.origin).port), OPERATOR_TOKEN);
  const sessionId = /\/s\/([^/?]+)/.exec(page.url())?.[1] ?? '';
  const events = await journalOf(client, sessionId);
  client.close();
  // A run that waited was accepted twice: into the queue, and when it began.
  const said = new Map(
    events.flatMap(({ event, payload }) =>
      event === 'agent.accepted' && 'input' in payload ? [[payload.runId, payload.input] as const] : [],
    ),
  );
  expect([...said.values()].toSorted()).toEqual(sent.toSorted());
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));

  const fresh = await context.newPage();
  await fresh.goto(page.url());
  await settled(fresh);
  const expected = foldAll(emptyTranscript(sessionId), events).items.at(-1)?.key;
  for (const tab of [...tabs, fresh])
    await expect(tab.locator('[data-row]').last()).toHaveAttribute('data-row', expected ?? '');
  const rows = await lastRows(fresh);
  for (const tab of tabs) expect(await lastRows(tab)).toEqual(rows);

  const [early = [], late = []] = heaps;
  const figures = `soak: seed ${SEED}, ${MESSAGES} messages, ${events.length} events, heap in MB after a quarter ${early}, at the end ${late}\n`;
  process.stdout.write(figures);
  for (const [index, heap] of late.entries()) expect(heap - (early[index] ?? 0)).toBeLessThan(MAX_GROWTH_MB);
  expect(complaints).toEqual([]);
});
