/** ui.md, WebChat 6: whatever happens to a tab and its network, it is soon what it would have been. */
import { test } from './cut-network.ts';
import { test as base, expect, say } from './gateway.ts';

test('a connection that died while the tab slept is replaced when it wakes up, and what was said meanwhile is there', {
  tag: '@webchat-6',
}, async ({ gateway, network, signedIn: page, context, browser }) => {
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  const path = new URL(page.url()).pathname;
  // Another device: a sign-in of this browser at another port would take the place of the one here.
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(gateway.tokenLink);
  await expect(elsewhere.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await elsewhere.goto(gateway.origin + path);

  const devtools = await context.newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  network.freeze();
  await say(elsewhere, 'think about it');
  await expect(elsewhere.getByTestId('user-message')).toHaveCount(2);
  await expect(elsewhere.getByRole('button', { name: 'Stop' })).toBeHidden();
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await page.evaluate(() => window.dispatchEvent(new Event('pageshow')));
  await expect(page.getByTestId('user-message')).toHaveCount(2);
  await expect(page.getByTestId('offline')).toBeHidden();
  const shown = (each: typeof page) => each.getByRole('region', { name: 'Conversation' }).innerText();
  expect(await shown(page)).toBe(await shown(elsewhere));
});

test('a message into a dead connection is seen, kept and arrives once', { tag: ['@webchat-1', '@webchat-6'] }, async ({
  network,
  signedIn: page,
}) => {
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  network.freeze();
  await say(page, 'think about it');
  await expect(page.getByTestId('outgoing-message')).toContainText('think about it');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(page.getByTestId('outgoing-message')).toBeHidden();
  await expect(page.getByTestId('user-message')).toHaveCount(2);
});

base(
  'theme and language are one for all tabs, and a sign-out in one is one in all',
  async ({ gateway, signedIn: page, context }) => {
    const other = await context.newPage();
    await other.goto(gateway.origin);
    await expect(other.getByRole('textbox', { name: 'Message' })).toBeVisible();
    await page.getByRole('button', { name: '中文' }).click();
    await expect(other.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await other.getByRole('button', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.getByRole('button', { name: /^Theme/ }).click();
    const theme = await page.locator('html').getAttribute('data-theme');
    await expect(other.locator('html')).toHaveAttribute('data-theme', theme ?? '');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('sign out');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/signin$/);
    await expect(other).toHaveURL(/\/signin/);
    expect((await context.cookies()).filter(({ name }) => name.startsWith('openfoal_'))).toEqual([]);
  },
);
