/** ui.md, WebChat 8: the palette and the sheet of keys. */
import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, LOOKS, nameOf, wear } from './look.ts';

const palette = (page: Page) => page.getByRole('dialog', { name: /^(Commands|命令)$/ });
const sheet = (page: Page) => page.getByRole('dialog', { name: /^(Keyboard shortcuts|键盘快捷键)$/ });
const field = (page: Page) => palette(page).getByRole('combobox');

test('everything by its name, and the focus comes back to where it was', { tag: '@webchat-8' }, async ({
  signedIn: page,
}) => {
  await say(page, 'think about apples');
  await expect(page).toHaveURL(/\/s\//);
  const session = page.url();
  const message = page.getByRole('textbox', { name: 'Message' });
  await message.focus();
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(message).toBeFocused();

  await page.keyboard.press('Control+k');
  await field(page).fill('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(palette(page)).toBeHidden();

  await page.keyboard.press('Control+Shift+o');
  await expect(page).toHaveURL(/\?new/);
  await page.keyboard.press('Control+k');
  await field(page).fill('apples');
  await expect(palette(page).getByRole('option').first()).toContainText('apples');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(session);

  await page.keyboard.press('Control+k');
  await field(page).fill('audit');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/console\/audit$/);
});

test('a run is stopped by its key and by its name', { tag: ['@webchat-1', '@webchat-8'] }, async ({
  signedIn: page,
}) => {
  for (const way of ['key', 'name'] as const) {
    await say(page, 'stream 5000');
    await expect(page.getByTestId('assistant-message').last()).toContainText(/\w{3}/);
    if (way === 'key') await page.keyboard.press('Control+.');
    else {
      await page.keyboard.press('Control+k');
      await field(page).fill('stop the run');
      await page.keyboard.press('Enter');
    }
    await expect(page.getByTestId('stopped')).toHaveCount(way === 'key' ? 1 : 2);
  }
});

test('every key is in the sheet; those of one character can be turned off, and never fire in a field', {
  tag: '@webchat-8',
}, async ({ signedIn: page }) => {
  const message = page.getByRole('textbox', { name: 'Message' });
  await message.focus();
  await page.keyboard.type('why?/');
  await expect(message).toHaveValue('why?/');
  await expect(sheet(page)).toBeHidden();
  await page.getByRole('region', { name: 'Conversation' }).focus();
  await page.keyboard.press('?');
  await expect(sheet(page)).toBeVisible();
  await expect(sheet(page).getByText('Search in all sessions')).toBeVisible();
  await sheet(page).getByRole('switch').click();
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Conversation' }).focus();
  await page.keyboard.press('?');
  await page.keyboard.press('/');
  await expect(sheet(page)).toBeHidden();
  await expect(page.getByRole('searchbox')).not.toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeVisible();
});

test('the palette and the sheet in both languages and themes and on a phone: axe finds nothing', {
  tag: ['@webchat-8', '@webchat-12'],
}, async ({ signedIn: page }) => {
  await say(page, 'think about apples');
  await expect(page).toHaveURL(/\/s\//);
  for (const each of LOOKS) {
    const name = nameOf(each);
    await wear(page, each);
    await expect(page.getByTestId('user-message')).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(palette(page)).toBeVisible();
    await checkState(page, `palette-${name}`);
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: /Conversation|对话/ }).focus();
    await page.keyboard.press('?');
    await expect(sheet(page)).toBeVisible();
    await checkState(page, `sheet-${name}`);
  }
});
