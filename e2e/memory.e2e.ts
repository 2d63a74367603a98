import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, expectAccessible, inEveryLook } from './look.ts';

const text = (page: Page) => page.getByTestId('memory-text');
const openMemory = async (page: Page): Promise<void> => {
  await say(page, '/memory');
  await expect(page.getByRole('dialog', { name: 'Memory' })).toBeVisible();
};

test('what the agent remembers can be read, searched and added to beside the chat', { tag: '@webchat-10' }, async ({
  signedIn: page,
}) => {
  await say(page, 'remember the tests run with node --test');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await openMemory(page);
  await expect(page.getByText('Nothing is noted here.')).toBeVisible();
  await page.getByRole('navigation', { name: 'Files of memory' }).getByRole('button').last().click();
  await expect(text(page)).toContainText('the tests run with node --test');
  await page.getByRole('textbox', { name: /Add a note/ }).fill('- and **fast**');
  await page.getByRole('button', { name: 'Add the note' }).click();
  await expect(text(page).locator('strong')).toHaveText('fast');
  await checkState(page, 'memory');
  await page.getByRole('searchbox').fill('node tests');
  await expect(page.getByTestId('memory-hits').getByRole('button')).toHaveCount(1);
  await expectAccessible(page);
  await page.getByTestId('memory-hits').getByRole('button').click();
  await expect(text(page)).toContainText('the tests run');
});

test('memory in the console, in every look; what was read stays while the gateway is away, with its time', {
  tag: ['@console-6', '@console-7'],
}, async ({ gateway, signedIn: page }) => {
  await say(page, 'remember the tests run with node --test');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await page.goto(`${gateway.origin}/console/memory`);
  const files = page.getByRole('navigation', { name: /Files of memory|记忆文件/ });
  await inEveryLook(page, 'console-memory', () => expect(files.getByRole('button')).toHaveCount(2));
  await files.getByRole('button').last().click();
  await expect(text(page)).toContainText('node --test');
  await gateway.kill('SIGKILL');
  await expect(page.getByTestId('as-of').first()).toBeVisible();
  await expect(text(page)).toContainText('node --test');
  await expectAccessible(page);
  await gateway.start();
  await expect(page.getByTestId('as-of')).toHaveCount(0);
});

test('two people change the same file: both texts are shown, and neither is lost', { tag: '@webchat-10' }, async ({
  gateway,
  signedIn: page,
  context,
}) => {
  await page.goto(`${gateway.origin}/console/memory`);
  const editor = (at: Page) => at.getByRole('textbox', { name: 'Text of MEMORY.md' });
  await page.getByRole('button', { name: 'Edit' }).click();
  await editor(page).fill('# Facts\n- mine\n');
  const other = await context.newPage();
  await other.goto(`${gateway.origin}/console/memory`);
  await other.getByRole('button', { name: 'Edit' }).click();
  await editor(other).fill('# Facts\n- theirs\n');
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(text(other)).toContainText('theirs');
  // What is not saved survives a reload, and the save sees that the file is another one by now.
  await page.reload();
  await expect(editor(page)).toHaveValue('# Facts\n- mine\n');
  await page.getByRole('button', { name: 'Save' }).click();
  const conflict = page.getByTestId('memory-conflict');
  await expect(conflict).toContainText('The file was changed meanwhile');
  await expect(conflict.locator('[data-line=removed]')).toContainText('theirs');
  await expect(conflict.locator('[data-line=added]')).toContainText('mine');
  await checkState(page, 'conflict');
  await conflict.getByRole('button', { name: 'Save mine over it' }).click();
  await expect(text(page)).toContainText('mine');
  await other.reload();
  await expect(text(other)).toContainText('mine');
});
