/** ui.md: `/approve/<approvalId>`, and the approvals in the header (WebChat 5), in every look. */
import { expect, test } from './gateway.ts';
import { checkState, expectAccessible, LOOKS, nameOf, wear } from './look.ts';
import { badge, card, waits } from './waiting.ts';

test('the page and the header in both languages and themes and on a phone: axe finds nothing', {
  tag: ['@webchat-5', '@webchat-12'],
}, async ({ gateway, signedIn: page }) => {
  const path = await waits(page, 'run rm -rf build && echo done');
  for (const each of LOOKS) {
    const name = nameOf(each);
    await page.goto(gateway.origin);
    await wear(page, each);
    await expect(card(page)).toBeVisible();
    await badge(page).click();
    await expect(page.getByTestId('approval-card').nth(1)).toBeVisible();
    await checkState(page, `header-${name}`);
    await page.goto(gateway.origin + path);
    await expect(card(page)).toBeVisible();
    await checkState(page, `approve-${name}`);
  }
  await page.getByRole('button', { name: 'Reject' }).click();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('approval-answered')).toBeVisible();
  await expectAccessible(page, 'answered');
  await page.goto(`${gateway.origin}/approve/nonsense`);
  await expect(page.getByText('There is no such approval here.')).toBeVisible();
  await expectAccessible(page, 'missing');
});
