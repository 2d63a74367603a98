import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, inEveryLook } from './look.ts';

const transcript = (page: Page) => page.getByRole('region', { name: 'Conversation' });
const answer = (page: Page) => page.getByTestId('assistant-message').last();
const stop = (page: Page) => page.getByRole('button', { name: 'Stop' });

test('without a sign-in there is no chat, only how to sign in', { tag: '@console-7' }, async ({ gateway, page }) => {
  await page.goto(gateway.origin);
  await expect(page).toHaveURL(/\/signin$/);
  await expect(page.getByText('The terminal that runs the gateway printed a sign-in link')).toBeVisible();
  await page.getByLabel('Or paste the link, a code or an operator token').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'not valid any more' })).toBeVisible();
  await checkState(page, 'refused');
  await inEveryLook(page, 'signin', () => expect(page.getByRole('textbox')).toBeVisible());
});

test.describe('in a terminal', () => {
  test.use({ terminal: true });

  test('a sign-in link works once, and leaves nothing in the address', async ({ gateway, page, browser }) => {
    const link = gateway.signInLink();
    await page.goto(link);
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
    expect(page.url()).not.toContain('code');
    const other = await (await browser.newContext()).newPage();
    await other.goto(link);
    await expect(other.getByRole('alert').filter({ hasText: 'not valid any more' })).toBeVisible();
  });
});

test('without a terminal no sign-in link is printed', ({ gateway }) => {
  expect(gateway.signInLink()).toBe('');
});

test('the cookie of a sign-in is nobody without the key of this page', async ({ gateway, signedIn: page, context }) => {
  await page.evaluate(() => localStorage.clear());
  expect((await context.cookies()).some(({ name }) => name.startsWith('openfoal_'))).toBe(true);
  await page.goto(gateway.origin);
  await expect(page).toHaveURL(/\/signin$/);
});

test('a first chat with a tool call and an approval, without a key; the browser has nothing to complain about', {
  tag: ['@webchat-1', '@webchat-4', '@webchat-5'],
}, async ({ signedIn: page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await say(page, 'run echo $((40 + 2)) > answer.txt && cat answer.txt');
  const card = page.getByTestId('approval-card');
  await expect(card.getByTestId('approval-script')).toHaveText('echo $((40 + 2)) > answer.txt && cat answer.txt');
  await expect(page.getByTestId('demo-label')).toContainText('no AI');
  await expect(page.getByTestId('status-dot')).toHaveAttribute('data-status', 'waiting_approval');
  await card.focus();
  await page.keyboard.press('a');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await expect(page.getByTestId('tool-output')).toHaveText('42');
  await expect(stop(page)).toBeHidden();
  await page.reload();
  await expect(page.getByTestId('tool-output')).toHaveText('42');
  expect(complaints).toEqual([]);
});

test('a rejected call does not run, and the agent reads why', { tag: '@webchat-5' }, async ({ signedIn: page }) => {
  await say(page, 'run touch should-not-exist');
  await page.getByTestId('approval-card').getByRole('button', { name: 'Reject' }).click();
  await page.getByRole('textbox', { name: /Why not/ }).fill('not today');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'denied');
  await expect(transcript(page)).toContainText('not today');
  await expect(stop(page)).toBeHidden();
});

test('stop ends a stream in every tab and keeps what was written', { tag: '@webchat-1' }, async ({
  signedIn: page,
  context,
}) => {
  await say(page, 'stream 5000');
  await expect(answer(page)).toContainText(/\w{3}/);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(answer(other)).toContainText(/\w{3}/);
  await stop(other).click();
  await expect(page.getByTestId('stopped')).toBeVisible();
  await expect(other.getByTestId('stopped')).toBeVisible();
  const text = await answer(page).innerText();
  expect(text.length).toBeGreaterThan(20);
  expect(await answer(other).innerText()).toBe(text);
  await page.reload();
  await expect(page.getByTestId('stopped')).toBeVisible();
  expect(await answer(page).innerText()).toBe(text);
});

test('a reload in the middle of a stream loses nothing and doubles nothing', { tag: '@webchat-6' }, async ({
  signedIn: page,
  context,
}) => {
  await say(page, 'stream 300');
  const witness = await context.newPage();
  await expect(page).toHaveURL(/\/s\//);
  await witness.goto(page.url());
  await expect(answer(page)).toContainText(/\w{3}/);
  await page.reload();
  await expect(answer(page)).toContainText(/\w{3}/);
  await expect(stop(page)).toBeHidden({ timeout: 30_000 });
  await expect(stop(witness)).toBeHidden();
  expect(await transcript(page).innerText()).toBe(await transcript(witness).innerText());
  await expect(page.getByTestId('user-message')).toHaveCount(1);
});

test('a message while a run is on waits for its turn, and can be taken back', { tag: '@webchat-3' }, async ({
  signedIn: page,
}) => {
  await say(page, 'stream 400');
  await expect(answer(page)).toContainText(/\w{3}/);
  await say(page, 'list');
  await say(page, 'help');
  await expect(page.getByTestId('queued-message')).toHaveCount(2);
  await page.getByTestId('queued-message').last().getByRole('button', { name: 'Cancel this message' }).click();
  await expect(page.getByTestId('queued-message')).toHaveCount(1);
  await expect(page.getByTestId('user-message')).toHaveCount(3);
  await stop(page).click();
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
});

test('a failed run says why, with its trace id, and goes on when asked', { tag: '@webchat-2' }, async ({
  signedIn: page,
}) => {
  await say(page, 'fail');
  const card = page.getByTestId('failure-card');
  await expect(card).toContainText('The model did not answer');
  await expect(card).toContainText(/[0-9a-f]{32}/);
  // One thing to do is on the card, what else there is in its menu.
  await expect(card.getByRole('button', { name: 'Try another model' })).toBeVisible();
  await expect(card.getByRole('button', { name: 'Continue' })).toHaveCount(0);
  await card.getByRole('button', { name: 'More to do' }).click();
  await page.getByRole('menuitem', { name: 'Continue' }).click();
  await expect(transcript(page)).toContainText('Continued from where the run ended');
  await expect(card.first().getByRole('button', { name: 'Try another model' })).toBeHidden();
  await expect(card.first().getByRole('button', { name: 'More to do' })).toBeHidden();
});

test('a gateway that is killed and comes back: the approval waits, runs once, and the page needs no reload', {
  tag: '@webchat-6',
}, async ({ gateway, signedIn: page }) => {
  await say(page, 'run echo once >> count.txt; wc -l < count.txt');
  await expect(page.getByTestId('approval-card')).toBeVisible();
  await gateway.kill('SIGKILL');
  await expect(page.getByTestId('offline')).toBeVisible();
  await expect(page.getByTestId('approval-card')).toBeVisible();
  await gateway.start();
  await expect(page.getByTestId('offline')).toBeHidden();
  await page.getByRole('button', { name: 'Approve once' }).click();
  await expect(page.getByTestId('tool-output')).toHaveText('1');
});

test('a message that is sent while there is no connection arrives once there is one', {
  tag: ['@webchat-1', '@webchat-2', '@webchat-6'],
}, async ({ gateway, signedIn: page }) => {
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await expect(stop(page)).toBeHidden();
  await gateway.kill('SIGTERM');
  await expect(page.getByTestId('offline')).toBeVisible();
  await say(page, 'think about it');
  await expect(page.getByTestId('outgoing-message')).toContainText('think about it');
  await gateway.start();
  await expect(page.getByTestId('outgoing-message')).toBeHidden();
  await expect(page.getByTestId('user-message')).toHaveCount(2);
  await expect(page.getByText('Reasoning', { exact: true })).toBeVisible();
});

test('a page scrolled up stays where it is read while text streams', { tag: '@webchat-6' }, async ({
  signedIn: page,
}) => {
  await page.setViewportSize({ width: 1000, height: 420 });
  await say(page, 'stream 1500');
  const area = transcript(page);
  await expect.poll(() => area.evaluate((box) => box.scrollHeight - box.clientHeight)).toBeGreaterThan(320);
  const atEnd = () => area.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 60);
  expect(await atEnd()).toBe(true);
  await area.hover();
  await page.mouse.wheel(0, -200);
  await expect(page.getByRole('button', { name: 'To the latest' })).toBeVisible();
  const top = await area.evaluate((box) => box.scrollTop);
  const height = await area.evaluate((box) => box.scrollHeight);
  await expect.poll(() => area.evaluate((box) => box.scrollHeight)).toBeGreaterThan(height + 50);
  expect(await area.evaluate((box) => box.scrollTop)).toBe(top);
  await page.getByRole('button', { name: 'To the latest' }).click();
  await expect.poll(atEnd).toBe(true);
  await stop(page).click();
});

test('the end stays in view while messages of several lines are written, sent and answered', {
  tag: '@webchat-6',
}, async ({ signedIn: page }) => {
  const area = transcript(page);
  const fromEnd = () => area.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  for (const message of ['help', 'help\nand\nagain', 'stream 200 fast\nand\nmore\nlines']) {
    await page.getByRole('textbox', { name: 'Message' }).pressSequentially(message.replaceAll('\n', ' '));
    await say(page, message);
    await expect(page.getByTestId('outgoing-message')).toHaveCount(0);
    await expect(stop(page)).toBeHidden();
    await expect.poll(fromEnd).toBeLessThan(2);
    await expect(page.getByRole('button', { name: 'To the latest' })).toBeHidden();
  }
});

test('a banner that goes while text comes, before anything is drawn, leaves the reader at the end', {
  tag: '@webchat-6',
}, async ({ signedIn: page }) => {
  await say(page, 'stream 400 fast');
  await expect(page.getByTestId('assistant-message')).toContainText('The water is quiet.');
  await expect(stop(page)).toBeHidden();
  const area = transcript(page);
  await area.evaluate(async (box) => {
    const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const banner = document.createElement('div');
    banner.style.height = '40px';
    box.before(banner);
    await drawn();
    banner.remove();
    // Asked for its place, the browser finds that there is less to scroll than it is scrolled by.
    box.getBoundingClientRect();
    if (box.firstElementChild instanceof HTMLElement) box.firstElementChild.style.paddingBottom = '200px';
    await drawn();
  });
  await expect.poll(() => area.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(2);
  await expect(page.getByRole('button', { name: 'To the latest' })).toBeHidden();
});

test('both languages, both themes, and a phone: axe finds nothing', { tag: ['@webchat-11', '@webchat-12'] }, async ({
  signedIn: page,
}) => {
  await say(page, 'think first\nlist\nfail');
  await expect(page.getByTestId('failure-card')).toBeVisible();
  await say(page, 'write notes.md: # Notes');
  await expect(page.getByTestId('approval-card')).toBeVisible();
  await inEveryLook(page, 'chat', () => expect(page.getByTestId('approval-card')).toBeVisible());
});
