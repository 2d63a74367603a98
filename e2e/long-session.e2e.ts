/** A session of ten thousand events: it opens at its end, is read upwards page by page, and nothing moves under the reader. */
import type { Locator, Page } from '@playwright/test';
import { foldAll } from '../src/client/fold/fold.ts';
import { emptyTranscript } from '../src/client/fold/transcript.ts';
import { benchKey, connectGateway, type GatewayClient } from '../src/testing/bench/lanes.ts';
import { startFakeOpenAi } from '../src/testing/fake-openai.ts';
import { longSessionScript, writeLongSession } from '../src/testing/long-session.ts';
import { toRows } from '../src/ui/chat/rows.ts';
import { test as base, expect, type Gateway, OPERATOR_TOKEN, say } from './gateway.ts';
import { journalOf } from './journal.ts';
import { checkState } from './look.ts';

/** A model that, asked to be slow, says a line at each `go`, until `end`. */
type Slow = { go: () => void; end: () => void };
type Model = { url: string; slow: Slow };

const test = base.extend<{ events: number; session: { id: string; client: GatewayClient } }, { model: Model }>({
  /** How long the session is at least. */
  events: [2_000, { option: true }],

  model: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the fixtures that it needs from the pattern
    async ({}, use) => {
      let wake = (): void => {};
      let isOver = false;
      await using server = await startFakeOpenAi({
        script: longSessionScript(async (reply) => {
          isOver = false;
          for (let line = 1; !isOver && !reply.gone; line += 1) {
            reply.text(`slow line ${line}\n\n`);
            await reply.flush();
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          reply.answer('over');
        }),
      });
      const end = (): void => {
        isOver = true;
        wake();
      };
      await use({ url: `http://127.0.0.1:${server.port}/v1`, slow: { go: () => wake(), end } });
      end();
    },
    { scope: 'worker' },
  ],
  environment: async ({ model }, use) => {
    await use({ OPENFOAL_MODEL: 'openai/fake', OPENAI_BASE_URL: model.url, OPENAI_API_KEY: '' });
  },
  session: async ({ gateway, events }, use) => {
    const client = await connectGateway(Number(new URL(gateway.origin).port), OPERATOR_TOKEN);
    const { id } = await client.call('sessions.create', { title: 'A long one', idempotencyKey: benchKey() });
    await writeLongSession(client, { sessionId: id, events, newKey: benchKey });
    await use({ id, client });
    client.close();
  },
});
test.setTimeout(600_000);

const transcript = (page: Page) => page.getByRole('region', { name: 'Conversation' });
const rows = (page: Page) => transcript(page).locator('[data-row]');
const openAt = (page: Page, { origin }: Gateway, path: string) => page.goto(`${origin}${path}`);
const distanceFromEnd = (area: Locator) => area.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);

/** A row in view and where it is on the screen. */
const placeOf = (page: Page) =>
  transcript(page).evaluate((box) => {
    const { top } = box.getBoundingClientRect();
    const row = [...box.querySelectorAll('[data-row]')].find((each) => each.getBoundingClientRect().bottom > top + 1);
    return { key: row?.getAttribute('data-row') ?? '', top: (row?.getBoundingClientRect().top ?? 0) - top };
  });
const topOf = (page: Page, key: string) =>
  transcript(page).evaluate((box, wanted) => {
    const row = box.querySelector(`[data-row="${wanted}"]`);
    return row ? row.getBoundingClientRect().top - box.getBoundingClientRect().top : undefined;
  }, key);

test.describe('ten thousand events', () => {
  test.use({ events: 10_000 });

  test('it opens at its end with a small page, and scrolled to its beginning it has said what the journal says', {
    tag: '@webchat-11',
  }, async ({ gateway, signedIn: page, session }) => {
    await openAt(page, gateway, `/s/${session.id}`);
    await expect(rows(page).last()).toBeVisible();
    expect(await distanceFromEnd(transcript(page))).toBeLessThan(2);
    expect(await rows(page).count()).toBeLessThan(60);
    const whole = foldAll(emptyTranscript(session.id), await journalOf(session.client, session.id));
    const expected = toRows(whole).map(({ key }) => key);
    expect(whole.items.length).toBeGreaterThan(3_000);
    await expect(rows(page).last()).toHaveAttribute('data-row', expected.at(-1) ?? '');

    // Upwards as with a wheel. Each row is seen in its order, and what is in view does not jump when pages are put in front.
    const walk = await transcript(page).evaluate(async (box) => {
      const seen: string[] = [];
      const jumps: string[] = [];
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      // Outside a frame, as an input comes: the event that tells of it is then the next thing that happens.
      const task = () => new Promise((resolve) => setTimeout(resolve));
      const topOf = (key: string) => box.querySelector(`[data-row="${key}"]`)?.getBoundingClientRect().top;
      let still = 0;
      let most = 0;
      while (still < 120) {
        const shown = [...box.querySelectorAll('[data-row]')].map((row) => row.getAttribute('data-row') ?? '');
        most = Math.max(most, shown.length);
        const fresh = shown.slice(0, Math.max(0, shown.indexOf(seen[0] ?? '')));
        if (seen.length === 0) seen.push(...shown);
        else seen.unshift(...fresh);
        await task();
        const anchor = shown[Math.floor(shown.length / 2)] ?? '';
        const before = topOf(anchor);
        const top = box.scrollTop;
        const step = Math.min(400, top);
        box.scrollTop -= 400;
        await frame();
        await frame();
        const after = topOf(anchor);
        if (before !== undefined && after !== undefined && Math.abs(after - before - step) > 2) {
          jumps.push(`${anchor}: ${after - before} instead of ${step}`);
        }
        still = top === 0 && box.scrollTop === 0 ? still + 1 : 0;
      }
      return { seen, jumps, most };
    });
    expect(walk.jumps).toEqual([]);
    expect(walk.most).toBeLessThan(80);
    expect(walk.seen).toEqual(expected);
  });
});

test('text that streams below, an older page and a turned screen leave the place of a reader who scrolled up', {
  tag: ['@webchat-6', '@webchat-11'],
}, async ({ gateway, signedIn: page, session, model }) => {
  await openAt(page, gateway, `/s/${session.id}`);
  await expect(rows(page).last()).toBeVisible();
  await say(page, 'slow');
  await expect(transcript(page)).toContainText('slow line 1');
  await transcript(page).hover();
  await page.mouse.wheel(0, -900);
  const latest = page.getByRole('button', { name: 'To the latest' });
  await expect(latest).toBeVisible();
  const place = await placeOf(page);
  for (let line = 0; line < 30; line += 1) model.slow.go();
  await page.setViewportSize({ width: 700, height: 700 });
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(Math.abs(((await topOf(page, place.key)) ?? 1e6) - place.top)).toBeLessThan(2);

  await transcript(page).focus();
  await page.keyboard.press('End');
  await expect.poll(() => distanceFromEnd(transcript(page))).toBeLessThan(2);
  await expect(latest).toBeHidden();

  // A reload in the middle of the stream opens at the same end, with the run still on.
  await page.reload();
  await expect(transcript(page)).toContainText('slow line 1');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  expect(await distanceFromEnd(transcript(page))).toBeLessThan(2);
  model.slow.end();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await expect(transcript(page)).toContainText('over');
});

test('an address with a seq opens there, marks it, and the way back to the end stays open', {
  tag: '@webchat-8',
}, async ({ gateway, signedIn: page, session }) => {
  const events = await journalOf(session.client, session.id);
  const wanted = events.find(
    ({ event, payload }) => event === 'agent.accepted' && 'input' in payload && payload.input === 'long turn 4',
  );
  if (wanted?.event !== 'agent.accepted') throw new Error('no such turn');
  await openAt(page, gateway, `/s/${session.id}?seq=${wanted.seq}`);
  const row = page.locator(`[data-row="user:${wanted.payload.messageId}"]`);
  await expect(row).toBeInViewport();
  await expect(row.locator('[data-marked=true]')).toBeVisible();
  await checkState(page, 'jump');
  await expect(row.locator('[data-marked=false]')).toBeVisible();
  const place = await placeOf(page);
  await transcript(page).hover();
  await page.mouse.wheel(0, 300);
  await expect.poll(async () => (await topOf(page, place.key)) ?? -1e6).toBeLessThan(place.top - 200);
  await page.getByRole('button', { name: /To the latest/ }).click();
  await expect.poll(() => distanceFromEnd(transcript(page))).toBeLessThan(2);
  await expect(page).toHaveURL(new RegExp(`/s/${session.id}$`));
  await expect(rows(page).last()).toBeInViewport();
});

test('what has the focus stays there when it is scrolled out of view', { tag: '@webchat-12' }, async ({
  gateway,
  signedIn: page,
  session,
}) => {
  await openAt(page, gateway, `/s/${session.id}`);
  const button = rows(page).getByRole('button', { name: 'Show all' }).last();
  await button.focus();
  const key = await button.evaluate((each) => each.closest('[data-row]')?.getAttribute('data-row') ?? '');
  await transcript(page).evaluate((box) => {
    box.scrollTop -= 20_000;
  });
  await expect.poll(async () => (await placeOf(page)).key).not.toBe(key);
  expect(await page.evaluate(() => document.activeElement?.closest('[data-row]')?.getAttribute('data-row'))).toBe(key);
  // It is not only there: it still does what it is for, out of sight, and nothing in view moves for it.
  const place = await placeOf(page);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('true');
  expect(Math.abs(((await topOf(page, place.key)) ?? 1e6) - place.top)).toBeLessThan(2);
});

test('what somebody writes in a row is there still when they come back to it', { tag: '@webchat-2' }, async ({
  gateway,
  signedIn: page,
  session,
}) => {
  await openAt(page, gateway, `/s/${session.id}`);
  const message = rows(page).getByTestId('user-message').last();
  await message.hover();
  await rows(page).getByRole('button', { name: 'Edit and run again' }).last().click();
  const field = page.getByRole('textbox', { name: 'Edit and run again' });
  await field.fill('half a thought');
  await page.getByRole('textbox', { name: 'Message' }).focus();
  const key = await field.evaluate((each) => each.closest('[data-row]')?.getAttribute('data-row') ?? '');
  await transcript(page).evaluate((box) => {
    box.scrollTop = 0;
  });
  await expect.poll(async () => (await placeOf(page)).key).not.toBe(key);
  await page.getByRole('button', { name: /^To the latest/ }).click();
  await expect.poll(() => distanceFromEnd(transcript(page))).toBeLessThan(2);
  await expect(field).toHaveValue('half a thought');
});
