import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { expectAccessible, inEveryLook } from './look.ts';

const rows = (page: Page) => page.getByRole('region', { name: 'Sessions' }).locator('tbody tr');
const run = (page: Page) => page.getByTestId('run');
const timeline = (page: Page) => page.getByRole('list', { name: 'Timeline of the run' });

test('without a session the page says how one begins', { tag: '@console-2' }, async ({ gateway, signedIn: page }) => {
  await page.goto(`${gateway.origin}/console/sessions`);
  await expect(page.getByText('No sessions yet')).toBeVisible();
  await inEveryLook(page, 'sessions-empty', () => expect(page.getByText(/No sessions yet|还没有会话/)).toBeVisible());
});

test('sessions are found by text, status and archive, and the address keeps the filters', {
  tag: '@console-2',
}, async ({ gateway, signedIn: page }) => {
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await page.goto(`${gateway.origin}/?new`);
  await say(page, 'run echo hello');
  await expect(page.getByTestId('approval-card')).toBeVisible();

  await page.goto(`${gateway.origin}/console/sessions`);
  await expect(page).toHaveTitle('Sessions · OpenFoal');
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel('Status').selectOption('waiting_approval');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('waits for approval');
  await expect(page).toHaveURL(/status=waiting_approval/);
  await page.getByLabel('Title or first words').fill('nothing like this');
  await expect(page.getByText('No session matches these filters')).toBeVisible();
  await expect(page).toHaveURL(/q=nothing/);
  await page.reload();
  await expect(page.getByLabel('Title or first words')).toHaveValue('nothing like this');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel('Archived ones').check();
  await expect(page.getByText('No session matches these filters')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(rows(page)).toHaveCount(2);
  await inEveryLook(page, 'sessions', () => expect(page.locator('tbody tr')).toHaveCount(2));
});

test('the table follows what happens in the chat', { tag: '@console-2' }, async ({
  gateway,
  signedIn: page,
  context,
}) => {
  await page.goto(`${gateway.origin}/console/sessions`);
  await expect(page.getByText('No sessions yet')).toBeVisible();
  const chat = await context.newPage();
  await chat.goto(gateway.origin);
  await say(chat, 'run echo hello');
  await expect(rows(page)).toContainText('waits for approval');
  await chat.getByTestId('approval-card').getByRole('button', { name: 'Approve once' }).click();
  await expect(rows(page)).toContainText('idle');
});

test('a session shows its runs on a time axis, each entry with its trace, and the transcript without buttons', {
  tag: '@console-2',
}, async ({ gateway, signedIn: page }) => {
  await say(page, 'list\nrun echo $((40 + 2))\nthink about it');
  await page.getByRole('button', { name: 'Approve once' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await say(page, 'fail');
  await expect(page.getByTestId('failure-card')).toBeVisible();
  const sessionId = /\/s\/([^/?]+)/.exec(page.url())?.[1] ?? '';

  await page.goto(`${gateway.origin}/console/sessions`);
  await rows(page).getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/console/sessions/${sessionId}`));
  await expect(page.locator('main')).toBeFocused();
  await expect(run(page)).toHaveCount(2);
  await expect(run(page).first()).toHaveAttribute('data-status', 'failed');
  await run(page).last().getByRole('button', { name: /^Run/ }).click();
  await expect(page).toHaveURL(/run=/);
  const entries = timeline(page).getByRole('listitem');
  await expect(entries.filter({ hasText: 'Approval of bash.exec' })).toContainText('Approved');
  await expect(entries.filter({ hasText: 'file.list' })).toBeVisible();
  await expect(entries.filter({ hasText: 'Model call 1' })).toBeVisible();
  await entries.filter({ hasText: 'bash.exec echo' }).getByRole('button').first().press('Enter');
  const opened = entries.filter({ hasText: 'bash.exec echo' });
  await expect(opened).toContainText('approval-required');
  await expect(opened.getByRole('link', { name: 'Audit trail of this run' })).toHaveAttribute(
    'href',
    /\/console\/audit\?runId=[^&]+&toolName=bash.exec/,
  );
  await expect(opened.getByRole('button', { name: 'Copy trace id' })).toBeVisible();
  await inEveryLook(page, 'session-runs', () => expect(page.getByTestId('bar').first()).toBeVisible());

  await page.getByRole('tab', { name: 'Transcript' }).click();
  await expect(page.getByTestId('failure-card')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Continue' })).toHaveCount(0);
  await expect(page).toHaveURL(/view=transcript/);
  await expectAccessible(page);
});

test('a live run is aborted from the console, and its row follows', { tag: '@console-2' }, async ({
  gateway,
  signedIn: page,
  context,
}) => {
  await say(page, 'stream 5000');
  await expect(page.getByTestId('assistant-message').last()).toContainText(/\w{3}/);
  const sessionId = /\/s\/([^/?]+)/.exec(page.url())?.[1] ?? '';
  const other = await context.newPage();
  await other.goto(`${gateway.origin}/console/sessions/${sessionId}`);
  await expect(timeline(other)).toContainText('The model is asked');
  await run(other)
    .getByRole('button', { name: /^Abort run/ })
    .click();
  await expect(run(other)).toHaveAttribute('data-status', 'aborted');
  await expect(page.getByTestId('stopped')).toBeVisible();
});

test('a session that is not there is said to be missing, and what is shown stays while the gateway is away', {
  tag: ['@console-2', '@console-7'],
}, async ({ gateway, signedIn: page }) => {
  await page.goto(`${gateway.origin}/console/sessions/s_nobody`);
  await expect(page.getByText('This session does not exist here.')).toBeVisible();
  await expectAccessible(page);
  await page.goto(gateway.origin);
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await page.goto(`${gateway.origin}/console/sessions`);
  await expect(rows(page)).toHaveCount(1);
  await gateway.kill('SIGKILL');
  await expect(page.getByTestId('offline')).toBeVisible();
  await expect(page.getByTestId('as-of')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expectAccessible(page);
  await gateway.start();
  await expect(page.getByTestId('as-of')).toBeHidden();
});

test('the keyboard alone goes from page to page, and on a phone the drawer gives the focus to the page', {
  tag: '@webchat-12',
}, async ({ gateway, signedIn: page }) => {
  await page.goto(`${gateway.origin}/console/sessions`);
  await expect(page.getByText('No sessions yet')).toBeVisible();
  await page.getByRole('link', { name: 'Models and tools' }).press('Enter');
  await expect(page).toHaveTitle('Models and tools · OpenFoal');
  await expect(page.locator('main')).toBeFocused();
  await page.setViewportSize({ width: 360, height: 800 });
  const menu = page.getByRole('button', { name: 'Show the pages of the console' });
  await menu.press('Enter');
  await page.keyboard.press('Escape');
  await expect(menu).toBeFocused();
  await menu.press('Enter');
  await page.getByRole('link', { name: 'Settings' }).press('Enter');
  await expect(page).toHaveURL(/console\/settings/);
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('main')).toBeFocused();
});
