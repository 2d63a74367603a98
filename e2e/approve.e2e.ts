/** ui.md: `/approve/<approvalId>`, and the approvals in the header (WebChat 5). */
import { expect, say, test } from './gateway.ts';
import { badge, card, waits } from './waiting.ts';

test('one approval on a page of its own: what it is about, exactly what runs, and the answer', {
  tag: '@webchat-5',
}, async ({ gateway, signedIn: page, context }) => {
  const path = await waits(page, 'run echo $((40 + 2))');
  const phone = await context.newPage();
  await phone.setViewportSize({ width: 360, height: 740 });
  await phone.goto(gateway.origin + path);
  await expect(phone.getByTestId('approval-script')).toHaveText('echo $((40 + 2))');
  await expect(phone.getByText('You asked')).toBeVisible();
  await phone.getByRole('button', { name: 'Approve once' }).click();
  await expect(phone.getByTestId('approval-answered')).toContainText('Approved');
  await expect(page.getByTestId('tool-output')).toHaveText('42');
  await phone.reload();
  await expect(phone.getByTestId('approval-answered')).toContainText('Approved');
  await phone.goto(`${gateway.origin}/approve/nonsense`);
  await expect(phone.getByText('There is no such approval here.')).toBeVisible();
});

test('what is approved for the session by its key is not asked about again there, and is in another session', {
  tag: '@webchat-5',
}, async ({ signedIn: page }) => {
  await say(page, 'run echo again');
  await card(page).focus();
  await page.keyboard.press('s');
  const tools = page.getByTestId('tool-card');
  await expect(tools).toHaveAttribute('data-status', 'success');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await say(page, 'run echo again');
  await expect(tools).toHaveCount(2);
  await expect(tools.last()).toHaveAttribute('data-status', 'success');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
  await say(page, 'run echo something else');
  await expect(card(page)).toBeVisible();
  await page.getByRole('link', { name: 'New session' }).first().click();
  await expect(page).toHaveURL(/\?new/);
  await say(page, 'run echo again');
  await expect(page).toHaveURL(/\/s\//);
  await expect(card(page).getByTestId('approval-script')).toHaveText('echo again');
});

test('a reason is read by the agent; who comes later sees who was first', { tag: '@webchat-5' }, async ({
  gateway,
  signedIn: page,
  context,
}) => {
  const path = await waits(page, 'run touch should-not-exist');
  const [first, second] = [await context.newPage(), await context.newPage()];
  for (const each of [first, second]) {
    await each.goto(gateway.origin + path);
    await expect(card(each)).toBeVisible();
  }
  await first.getByRole('button', { name: 'Reject' }).click();
  await first.getByRole('textbox', { name: /Why not/ }).fill('not today');
  await first.keyboard.press('Enter');
  await expect(second.getByTestId('approval-answered')).toContainText('Rejected');
  await expect(second.getByTestId('approval-answered')).toContainText('not today');
  await expect(second.getByTestId('approval-answered')).toContainText('By ');
  await expect(page.getByRole('region', { name: 'Conversation' })).toContainText('not today');
});

test('whoever is not signed in signs in and is led back to the approval, and nowhere else', {
  tag: '@webchat-5',
}, async ({ gateway, signedIn: page, browser }) => {
  const path = await waits(page, 'run echo hello');
  const phone = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage();
  await phone.goto(gateway.origin + path);
  await expect(phone).toHaveURL(/\/signin\?to=/);
  await phone.getByLabel('Or paste the link, a code or an operator token').fill('e2e-operator-token');
  await phone.getByRole('button', { name: 'Sign in' }).click();
  await expect(phone).toHaveURL(gateway.origin + path);
  await expect(card(phone)).toBeVisible();
  await phone.goto(`${gateway.origin}/signin?to=${encodeURIComponent('//evil.test/')}#code=e2e-operator-token`);
  await expect(phone.getByRole('textbox', { name: 'Message' })).toBeVisible();
  expect(new URL(phone.url()).origin).toBe(gateway.origin);
});

test('an answer without a connection is kept and sent once', { tag: '@webchat-5' }, async ({
  gateway,
  signedIn: page,
  context,
}) => {
  const path = await waits(page, 'run echo once >> count.txt; wc -l < count.txt');
  const phone = await context.newPage();
  await phone.goto(gateway.origin + path);
  await expect(card(phone)).toBeVisible();
  await gateway.kill('SIGKILL');
  await expect(phone.getByText('may have been answered meanwhile')).toBeVisible();
  await phone.getByRole('button', { name: 'Approve once' }).click();
  await gateway.start();
  await expect(phone.getByTestId('approval-answered')).toContainText('Approved');
  await expect(page.getByTestId('tool-output')).toHaveText('1');
});

test('the header has all approvals of all sessions, answers them in place, and says when somebody else did', {
  tag: '@webchat-5',
}, async ({ signedIn: page, context }) => {
  await waits(page, 'run echo one');
  await page.getByRole('link', { name: 'New session' }).first().click();
  await expect(page).toHaveURL(/\?new/);
  await waits(page, 'run echo two');
  await expect(page).toHaveTitle('(2) run echo two · OpenFoal');
  const other = await context.newPage();
  await other.goto('about:blank');
  await other.goto(page.url());
  await badge(other).click();
  await badge(page).click();
  const popover = page.getByRole('dialog', { name: 'Approvals' });
  await expect(popover.getByTestId('approval-card')).toHaveCount(2);
  await popover.getByRole('button', { name: 'Approve once' }).first().click();
  await expect(popover.getByTestId('approval-card')).toHaveCount(1);
  await expect(other.getByTestId('answered-elsewhere')).toContainText('Already answered elsewhere: Approved');
  await expect(badge(other)).toHaveText('1');
  await expect(page).toHaveTitle('(1) run echo two · OpenFoal');
});
