/** ui.md, WebChat 8: the list of sessions and the search in all of them. */
import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, LOOKS, nameOf, wear } from './look.ts';
import { waits } from './waiting.ts';

const rows = (page: Page) => page.getByTestId('session-row');
const row = (page: Page, title: string) => rows(page).filter({ hasText: title });
const answered = (page: Page) => expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();

/** A session of its own with this first message. */
async function begin(page: Page, text: string): Promise<void> {
  await page.getByRole('link', { name: 'New session' }).first().click();
  await expect(page).toHaveURL(/\?new/);
  await say(page, text);
  await expect(page).toHaveURL(/\/s\//);
  await expect(page.getByTestId('user-message')).toHaveText(text);
}

/** The same, and its answer is there. */
async function start(page: Page, text: string): Promise<void> {
  await begin(page, text);
  await expect(page.getByTestId('assistant-message').last()).toContainText(/\S/);
  await answered(page);
}

test('sessions are renamed, pinned, archived and deleted by keyboard and menu, and every tab follows', {
  tag: '@webchat-8',
}, async ({ signedIn: page, context }) => {
  await start(page, 'think about apples');
  await start(page, 'think about pears');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(rows(other)).toHaveCount(2);

  await row(page, 'pears').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Fruit salad');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Fruit salad')).toBeFocused();
  await expect(row(other, 'Fruit salad')).toBeVisible();

  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'apples')).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Pin' }).click();
  await expect(page.getByRole('heading', { name: 'Pinned' })).toBeVisible();
  await expect(rows(other).first()).toContainText('apples');

  await row(page, 'apples').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(other)).toHaveCount(1);
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(row(page, 'apples')).toBeVisible();
  await row(page, 'apples').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Take out of the archive' }).click();
  await expect(page.getByText('Nothing is archived.')).toBeVisible();
  await page.getByRole('button', { name: 'Back to the sessions' }).click();
  await expect(rows(page)).toHaveCount(2);

  await row(page, 'Fruit salad').focus();
  await page.keyboard.press('Delete');
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(/\?new/);
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await expect(rows(other)).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(row(other, 'Fruit salad')).toBeVisible();
});

test('what came in a session that nobody looks at is marked, in every tab, until somebody does', {
  tag: '@webchat-8',
}, async ({ gateway, signedIn: page, context }) => {
  await start(page, 'think about apples');
  await start(page, 'stream 60');
  const streamed = page.url();
  const other = await context.newPage();
  await other.goto(streamed);
  await row(page, 'apples').click();
  await row(other, 'apples').click();
  await expect(other.getByTestId('unread-dot')).toHaveCount(0);
  await row(page, 'stream').click();
  await expect(page).toHaveURL(streamed);
  const address = await waits(page, 'run echo done');
  await row(page, 'apples').click();
  await expect(page.getByTestId('status-dot')).toBeVisible();
  const answering = await context.newPage();
  await answering.goto(`${gateway.origin}${address}`);
  await answering.getByRole('button', { name: 'Approve once' }).click();
  await expect(page.getByTestId('unread-dot')).toBeVisible();
  await expect(other.getByTestId('unread-dot')).toBeVisible();
  await row(other, 'stream').click();
  await expect(page.getByTestId('unread-dot')).toBeHidden();
});

test('the search finds what was said anywhere, in any script, and leads to it', { tag: '@webchat-8' }, async ({
  signedIn: page,
}) => {
  await start(page, 'think about apples');
  await start(page, '思考 买牛奶和面包');
  await page.keyboard.press('Shift+Escape');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await page.getByRole('region', { name: 'Conversation' }).focus();
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox');
  await expect(field).toBeFocused();
  await field.fill('牛奶');
  await expect(page.getByTestId('search-hit').first().locator('mark').first()).toHaveText('牛奶');
  await field.fill('apples');
  const hit = page.getByTestId('search-hit').first();
  await expect(hit.locator('mark').first()).toHaveText('apples');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(hit).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/s\/[^?]+\?seq=\d+$/);
  await expect(page.getByTestId('user-message')).toContainText('apples');
  // Whoever scrolled away and presses the same hit again wants to see it again.
  const marked = page.locator('[data-marked="true"]');
  await expect(marked).toHaveCount(0);
  await hit.click();
  await expect(marked.first()).toContainText('apples');
  await field.fill('nobody said this');
  await expect(page.getByText(/Nothing was said with/)).toBeVisible();
});

test('the list and the search in both languages and themes and on a phone: axe finds nothing', {
  tag: ['@webchat-8', '@webchat-12'],
}, async ({ signedIn: page }) => {
  await start(page, 'think about apples');
  await begin(page, 'run echo waits');
  await expect(page.getByTestId('approval-card')).toBeVisible();
  for (const each of LOOKS) {
    const name = nameOf(each);
    await wear(page, each);
    if (each.width === 360) await page.getByRole('button', { name: /Show sessions|显示会话/ }).click();
    await expect(rows(page).filter({ visible: true })).toHaveCount(2);
    await checkState(page, `list-${name}`);
    const field = page.getByRole('searchbox').filter({ visible: true });
    await field.fill('apples');
    await expect(page.getByTestId('search-hit').filter({ visible: true }).first()).toBeVisible();
    await checkState(page, `search-${name}`);
  }
});
