import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, LOOKS, nameOf, wear } from './look.ts';

const field = (page: Page) => page.getByRole('textbox', { name: /^(Message|消息)$/ });
const stop = (page: Page) => page.getByRole('button', { name: 'Stop' });
const mine = (page: Page) => page.getByTestId('user-message');
const answer = (page: Page) => page.getByTestId('assistant-message').last();
/** The run is over and has answered. */
async function answered(page: Page): Promise<void> {
  await expect(answer(page)).toContainText(/\w{3}/);
  await expect(stop(page)).toBeHidden();
}

test('an edited message runs in a new session, and the original stays as it was', { tag: '@webchat-2' }, async ({
  signedIn: page,
}) => {
  await say(page, 'think first');
  await answered(page);
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await expect(stop(page)).toBeHidden();
  const original = page.url();
  await mine(page).last().hover();
  await page.getByRole('button', { name: 'Edit and run again' }).last().click();
  const edited = page.getByRole('textbox', { name: 'Edit and run again' });
  await expect(edited).toBeFocused();
  await expect(page.getByText('This one stays as it is.')).toBeVisible();
  await edited.fill('think again');
  await edited.press('Enter');
  await expect(page).not.toHaveURL(original);
  await expect(mine(page)).toHaveText(['think first', 'think again']);
  await answered(page);
  await expect(page.getByTestId('tool-card')).toHaveCount(0);
  await page.getByRole('link', { name: 'Go to the original' }).click();
  await expect(page).toHaveURL(original);
  await expect(mine(page)).toHaveText(['think first', 'list']);
});

test('an edit is given up by Escape and changes nothing', { tag: '@webchat-2' }, async ({ signedIn: page }) => {
  await say(page, 'think first');
  await answered(page);
  const before = page.url();
  await page.getByRole('button', { name: 'Edit and run again' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type(' and more');
  await page.keyboard.press('Escape');
  await expect(mine(page)).toHaveText(['think first']);
  expect(page.url()).toBe(before);
});

test('an answer can be asked for again, with the keyboard alone', { tag: '@webchat-2' }, async ({ signedIn: page }) => {
  await say(page, 'think about it');
  await answered(page);
  const original = page.url();
  await page.getByRole('button', { name: 'Answer again in a new session' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(original);
  await expect(mine(page)).toHaveText(['think about it']);
  await answered(page);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('messages and the session have a menu each, and everything of the header is in it', {
    tag: ['@webchat-9', '@webchat-11'],
  }, async ({ signedIn: page }) => {
    await say(page, 'think first');
    await answered(page);
    await page.getByRole('button', { name: 'What to do with this message' }).first().tap();
    await expect(page.getByRole('menuitem', { name: 'Edit and run again' })).toBeVisible();
    await checkState(page, 'message-menu', '[role=menu]');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More about this session' }).tap();
    for (const item of ['Model', 'Context', 'Memory', 'Export as Markdown', 'Export as JSONL', 'Export as HTML']) {
      await expect(page.getByRole('menuitem', { name: item })).toBeVisible();
    }
    await expect(page.getByRole('menuitemradio')).toHaveCount(2);
    await checkState(page, 'session-menu', '[role=menu]');
    await page.getByRole('menuitem', { name: 'Context' }).tap();
    await expect(page.getByRole('dialog')).toContainText('tokens');
    await checkState(page, 'usage');
  });
});

test('slash commands: said when unknown, literal with two slashes, and the rest does what it says', {
  tag: '@webchat-8',
}, async ({ signedIn: page }) => {
  await say(page, '/usr/bin is full');
  await expect(page.getByRole('alert').filter({ hasText: 'There is no command /usr/bin' })).toBeVisible();
  await expect(mine(page)).toHaveCount(0);
  await say(page, '//usr/bin is full');
  await expect(mine(page)).toHaveText(['/usr/bin is full']);
  await answered(page);

  await field(page).fill('/');
  const list = page.getByRole('listbox', { name: 'Commands' });
  await expect(list).toBeVisible();
  // This gateway cannot compact, so nobody is offered it.
  await expect(list.getByRole('option', { name: '/compact' })).toHaveCount(0);
  await checkState(page, 'commands');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();

  await say(page, '/mode cloud');
  await expect(page.getByText('This gateway has no sandbox yet')).toBeVisible();
  await expect(page.getByTestId('mode')).toContainText('This machine');
  await say(page, '/reset');
  await expect(page.getByTestId('notice')).toContainText('starts afresh');
  await say(page, '/help');
  await expect(page.getByRole('dialog', { name: 'Commands' })).toContainText('/export');
  await page.keyboard.press('Escape');
  await say(page, '/new');
  await expect(page).toHaveURL(/\?new$/);
});

test('/stop ends the run at once, and Stop is there whatever is written', {
  tag: ['@webchat-1', '@webchat-8'],
}, async ({ signedIn: page }) => {
  await say(page, 'stream 5000');
  await expect(answer(page)).toContainText(/\w{3}/);
  await field(page).fill('/');
  await expect(page.getByRole('listbox')).toBeVisible();
  await expect(stop(page)).toBeEnabled();
  await field(page).fill('/sto');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('stopped')).toBeVisible({ timeout: 2_000 });
});

test('a model is found by typing and chosen; a failed run goes on with another', {
  tag: ['@webchat-2', '@webchat-9'],
}, async ({ signedIn: page }) => {
  await say(page, '/model');
  const picker = page.getByRole('dialog', { name: 'Model' });
  await picker.getByRole('combobox').fill('no such model');
  await expect(picker).toContainText('No model is called that.');
  await picker.getByRole('combobox').fill('script');
  await expect(picker.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(picker).toBeHidden();
  await say(page, 'fail');
  await page.getByRole('button', { name: 'Try another model' }).click();
  await picker
    .getByRole('option', { name: /scripted/ })
    .last()
    .click();
  await expect(page.getByTestId('notice').filter({ hasText: 'Continued from where the run ended' })).toBeVisible();
});

test('context and cost are those of the session, after each run', { tag: '@webchat-9' }, async ({ signedIn: page }) => {
  await say(page, 'think first');
  await answered(page);
  await page.getByTestId('usage-meter').click();
  const details = page.getByRole('dialog', { name: 'Context and cost' });
  await expect(details).toContainText(/[1-9]\d* of [\d,]+ tokens/);
  const before = await details.innerText();
  await page.keyboard.press('Escape');
  await say(page, 'stream 50');
  await answered(page);
  await page.getByTestId('usage-meter').click();
  await expect.poll(() => details.innerText()).not.toBe(before);
});

test('a message that waits is taken back into the field, behind what is written there', { tag: '@webchat-3' }, async ({
  signedIn: page,
}) => {
  await say(page, 'stream 5000');
  await expect(answer(page)).toContainText(/\w{3}/);
  await say(page, 'list');
  await say(page, 'help');
  await expect(page.getByTestId('queued-message')).toHaveCount(2);
  await field(page).fill('already here');
  await page
    .getByTestId('queued-message')
    .first()
    .getByRole('button', { name: /Take it back/ })
    .click();
  await expect(field(page)).toHaveValue('already here\n\nlist');
  await expect(page.getByTestId('queued-message')).toHaveCount(1);
  await stop(page).click();
});

test('a draft is kept over a reload and followed by the tab that is looked away from', { tag: '@webchat-3' }, async ({
  signedIn: page,
  context,
}) => {
  await say(page, 'think first');
  await answered(page);
  await field(page).fill('not sent yet');
  await page.reload();
  await expect(field(page)).toHaveValue('not sent yet');
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(field(other)).toHaveValue('not sent yet');
  await say(other, 'list');
  await expect(other.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await page.reload();
  await expect(field(page)).toHaveValue('');
});

test('a session is exported in three formats, each a file of its own', { tag: '@webchat-10' }, async ({
  signedIn: page,
}) => {
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await expect(stop(page)).toBeHidden();
  for (const [format, ending, holds] of [
    ['markdown', '.md', 'file.list'],
    ['jsonl', '.jsonl', '"agent.accepted"'],
    ['html', '.html', '<!doctype html>'],
  ] as const) {
    const download = page.waitForEvent('download');
    await say(page, `/export ${format}`);
    const file = await download;
    expect(file.suggestedFilename()).toMatch(new RegExp(`\\${ending}$`));
    expect((await readFile(await file.path(), 'utf8')).toLowerCase()).toContain(holds.toLowerCase());
  }
  await expect(page.getByText(/^Saved as/).first()).toBeVisible();
});

test('actions, header and picker in both languages, both themes and on a narrow page: axe finds nothing', {
  tag: ['@webchat-9', '@webchat-12'],
}, async ({ signedIn: page }) => {
  await say(page, 'think first\nlist\nfail');
  await expect(page.getByTestId('failure-card')).toBeVisible({ timeout: 45_000 });
  for (const look of LOOKS) {
    await wear(page, look);
    await expect(page.getByTestId('failure-card')).toBeVisible();
    const name = nameOf(look);
    await page.getByRole('button', { name: /^(Edit and run again|编辑并重新运行)$/ }).focus();
    await page.keyboard.press('Enter');
    await checkState(page, `${name}-edit`);
    await page.keyboard.press('Escape');
    await field(page).fill('/');
    await checkState(page, `${name}-commands`);
    await field(page).fill('/model');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('combobox')).toBeFocused();
    await checkState(page, `${name}-models`);
    await page.keyboard.press('Escape');
  }
});
