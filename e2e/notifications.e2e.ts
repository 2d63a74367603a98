/** ui.md, WebChat 11: a call to whoever is waited for. */
import type { BrowserContext } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { controlled } from './service-worker.ts';

test('an approval that waits is a notification while no tab is in view, one for all tabs; it goes when it is answered', {
  tag: '@webchat-11',
}, async ({ signedIn: page, context }) => {
  await context.grantPermissions(['notifications']);
  await page.reload();
  await controlled(page);
  await page.getByTestId('waiting-approvals').click();
  const toggle = page.getByRole('switch', { name: /Notifications on this device/ });
  await expect(toggle).not.toBeChecked();
  await toggle.click();
  await expect(toggle).toBeChecked();
  await page.keyboard.press('Escape');
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByRole('textbox', { name: 'Message' })).toBeVisible();
  const notifications = () =>
    second.evaluate(async () =>
      (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => ({ title, body })),
    );

  await say(page, 'run echo seen');
  await expect(page.getByTestId('approval-card')).toBeVisible();
  expect(await notifications()).toEqual([]);
  await page.getByRole('button', { name: 'Approve once' }).click();
  await expect(page.getByTestId('tool-output')).toHaveText('seen');

  await outOfView(context);
  await say(page, 'run echo unseen');
  await expect.poll(notifications).toEqual([{ title: 'Approval needed: bash.exec', body: 'echo unseen' }]);
  await page.getByRole('button', { name: 'Approve once' }).click();
  await expect.poll(notifications).toEqual([]);
});

/** A browser without a screen hides no tab: its worker is told that none is in view. What follows from that is its own. */
async function outOfView(context: BrowserContext): Promise<void> {
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error('there is no service worker');
  await worker.evaluate(() => {
    const { clients } = globalThis as unknown as { clients: { matchAll: () => Promise<unknown[]> } };
    clients.matchAll = async () => [];
  });
}
