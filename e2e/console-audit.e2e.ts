import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, expectAccessible, inEveryLook } from './look.ts';

const rows = (page: Page) => page.getByRole('region', { name: 'Audit trail' }).locator('tbody tr');

/** A call that a person rejects. */
async function rejected(page: Page): Promise<void> {
  await say(page, 'run echo hello');
  await page.getByTestId('approval-card').getByRole('button', { name: 'Reject' }).click();
  await page.getByLabel('Why not?').fill('not on this machine');
  await page.getByLabel('Why not?').press('Enter');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'denied');
}

test('from a denied call it is one link to who denied it and why, and one more to the rule', {
  tag: '@console-5',
}, async ({ gateway, signedIn: page }) => {
  await rejected(page);
  const link = page.getByTestId('tool-card').getByRole('link', { name: 'Why was this denied?' });
  await expectAccessible(page);
  await link.click();
  await expect(page).toHaveURL(/console\/audit\?runId=[^&]+&toolName=bash.exec&outcome=denied/);
  await expect(rows(page)).toHaveCount(1);
  await rows(page).getByRole('button', { name: 'Details' }).click();
  const why = page.getByTestId('why-denied');
  await expect(why).toContainText('A person rejected this call. not on this machine');
  await expect(why.getByRole('link')).toHaveAttribute('href', /console\/policy\?tool=bash.exec&rule=/);
  await expectAccessible(page);
  await checkState(page, 'why-denied');
  await page.setViewportSize({ width: 360, height: 740 });
  await checkState(page, 'why-denied-360');
  await expectAccessible(page);

  await page.getByRole('link', { name: 'Everything of this run' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(rows(page).filter({ hasText: 'agent.run' })).toHaveCount(1);
  await page.setViewportSize({ width: 1280, height: 800 });
  await rows(page).filter({ hasText: 'approval.resolve' }).getByRole('button', { name: 'Details' }).click();
  await page.getByTestId('why-denied').getByRole('link', { name: 'Show this rule in the policy' }).click();
  await expect(page).toHaveURL(/console\/policy\?tool=bash.exec&rule=/);
  await expect(page).toHaveTitle('Policy · OpenFoal');
  await gateway.kill('SIGTERM');
});

test('the trail is filtered by the gateway, its address holds the filters, and what is not valid is said', {
  tag: '@console-5',
}, async ({ gateway, signedIn: page }) => {
  await rejected(page);
  await page.goto(`${gateway.origin}/console/audit`);
  await expect(rows(page).filter({ hasText: 'auth.sign_in' })).toHaveCount(1);
  await inEveryLook(page, 'audit', () => expect(page.locator('tbody tr').first()).toBeVisible());
  await page.getByLabel('Action').fill('approval.resolve');
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(/action=approval.resolve/);
  await page.getByLabel('Outcome').selectOption('allowed');
  await expect(page.getByText('No entry matches these filters')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(rows(page).filter({ hasText: 'auth.sign_in' })).toHaveCount(1);
  await page.getByLabel('From').fill('2020-01-01T10:00:00');
  await page.getByLabel('From').press('Enter');
  await expect(page).toHaveURL(/from=2020-01-01T/);
  await expect(rows(page).filter({ hasText: 'agent.run' })).toHaveCount(1);

  await page.goto(`${gateway.origin}/console/audit?outcome=maybe&from=yesterday&action=agent.run`);
  await expect(page.getByText('2 filters of the address are not valid and were not used.')).toBeVisible();
  await expect(page.getByText('Not used, because it is not valid: yesterday')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expectAccessible(page);
});

test('the trail follows what happens, and is exported as it is filtered', { tag: '@console-5' }, async ({
  gateway,
  signedIn: page,
  context,
}) => {
  await page.goto(`${gateway.origin}/console/audit?action=agent.run`);
  await expect(page.getByText('No entry matches these filters')).toBeVisible();
  const chat = await context.newPage();
  await chat.goto(gateway.origin);
  await say(chat, 'list');
  await expect(rows(page)).toHaveCount(1);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export JSONL' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^openfoal-audit-start-\d{8}T\d{6}Z\.jsonl$/);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual(['agent.run']);
  await gateway.kill('SIGKILL');
  await expect(page.getByTestId('as-of')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expectAccessible(page);
});

test.describe('in another time zone than the gateway', () => {
  test.use({ timezoneId: 'Pacific/Chatham' });

  test('a moment is that of the clock of whoever reads', { tag: '@console-5' }, async ({ gateway, signedIn: page }) => {
    await page.goto(`${gateway.origin}/console/audit`);
    const moment = rows(page).first().locator('time');
    const at = new Date((await moment.getAttribute('datetime')) ?? '');
    const here = { timeZone: 'Pacific/Chatham', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    await expect(moment).toContainText(at.toLocaleTimeString('en-US', here));
  });
});
