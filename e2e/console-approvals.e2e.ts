import type { Page } from '@playwright/test';
import { expect, type Gateway, say, test } from './gateway.ts';
import { checkState, expectAccessible, inEveryLook } from './look.ts';

const rows = (page: Page) => page.getByTestId('waiting-row');
const detail = (page: Page) => page.getByTestId('waiting-detail');
const card = (page: Page) => page.getByTestId('approval-card');

/** A session of its own whose run waits for an answer to this command. */
async function ask(page: Page, gateway: Gateway, command: string): Promise<void> {
  await page.goto(`${gateway.origin}/?new`);
  await say(page, `run ${command}`);
  await expect(card(page)).toBeVisible();
}

test('an empty queue and an empty history say what appears there', { tag: '@console-3' }, async ({
  gateway,
  signedIn: page,
}) => {
  await page.goto(`${gateway.origin}/console/approvals`);
  await inEveryLook(page, 'approvals-empty', () =>
    expect(page.getByText(/No approval waits|没有等待处理的审批/)).toBeVisible(),
  );
  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page).toHaveURL(/view=history/);
  await expect(page.getByText('Nothing was decided yet')).toBeVisible();
  await expectAccessible(page);
});

test('keys alone answer one after the other, oldest first, and the history says who decided what', {
  tag: '@console-3',
}, async ({ gateway, signedIn: page }) => {
  for (const word of ['one', 'two', 'three']) await ask(page, gateway, `echo ${word}`);
  await page.goto(`${gateway.origin}/console/approvals`);
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first()).toContainText('echo one');
  await expect(card(page)).toContainText('echo one');
  await expect(detail(page)).toContainText('run echo one');
  await inEveryLook(page, 'approvals', () => expect(rows(page)).toHaveCount(3));

  await rows(page).first().focus();
  await page.keyboard.press('End');
  await expect(rows(page).last()).toBeFocused();
  await expect(card(page)).toContainText('echo three');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(card(page)).toBeFocused();
  await page.keyboard.press('a');
  await expect(rows(page)).toHaveCount(2);
  await expect(card(page)).toContainText('echo two');
  await expect(detail(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('r');
  await page.keyboard.type('not today');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await expect(card(page)).toContainText('echo three');
  await expectAccessible(page);

  await page.getByRole('tab', { name: 'History' }).click();
  const table = page.getByRole('region', { name: 'Approvals that were decided' }).locator('tbody tr');
  await expect(table).toHaveCount(2);
  await expect(table.filter({ hasText: 'echo two' })).toContainText('not today');
  await page.getByLabel('Status').selectOption('approved');
  await expect(table).toHaveCount(1);
  await expect(table).toContainText('echo one');
  await page.getByLabel('Status').selectOption('');
  await expect(table).toHaveCount(2);
  await inEveryLook(page, 'approvals-history', () => expect(page.locator('tbody tr')).toHaveCount(2));
});

test('one that is answered elsewhere leaves the list and stays under the eyes; several are rejected with one reason', {
  tag: '@console-3',
}, async ({ gateway, signedIn: page, context }) => {
  await ask(page, gateway, 'echo two');
  await ask(page, gateway, 'echo three');
  await ask(page, gateway, 'echo four');
  const console = await context.newPage();
  await console.goto(`${gateway.origin}/console/approvals`);
  await expect(rows(console)).toHaveCount(3);
  await rows(console).last().click();
  await expect(card(console)).toContainText('echo four');
  await page.getByRole('button', { name: 'Reject' }).click();
  await page.getByLabel('Why not?').press('Enter');
  await expect(console.getByText('answered elsewhere or expired')).toBeVisible();
  await expect(rows(console)).toHaveCount(2);
  await expect(console.getByTestId('approval-answered')).toContainText('echo four');
  await expectAccessible(console);

  await console.getByRole('button', { name: 'Show the next one' }).click();
  await console.getByRole('checkbox', { name: 'Choose all' }).check();
  await console.getByRole('button', { name: 'Reject the chosen ones' }).click();
  const dialog = console.getByRole('dialog', { name: 'Reject 2 approvals' });
  await dialog.getByLabel('Reason').fill('not now');
  await expectAccessible(console);
  await dialog.getByRole('button', { name: 'Reject 2 approvals' }).click();
  await expect(dialog.getByText('2 rejected')).toBeVisible();
  await expectAccessible(console);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(console.getByText('No approval waits')).toBeVisible();
});

test('on a phone the list leads to one approval and back, and nothing is lost while the gateway is away', {
  tag: ['@console-3', '@console-7'],
}, async ({ gateway, signedIn: page }) => {
  await ask(page, gateway, 'echo one');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${gateway.origin}/console/approvals`);
  await rows(page).click();
  await expect(card(page)).toBeVisible();
  await expect(rows(page)).toBeHidden();
  await checkState(page, 'phone-detail');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await expect(rows(page)).toBeFocused();
  await rows(page).click();
  await page.goBack();
  await expect(rows(page)).toBeVisible();
  await gateway.kill('SIGKILL');
  await expect(page.getByTestId('as-of')).toBeVisible();
  await expect(rows(page)).toBeVisible();
  await gateway.start();
  await expect(page.getByTestId('as-of')).toBeHidden();
});
