/** A page that reaches its gateway over a network that a test can cut or freeze. */
import { test as base, expect } from './gateway.ts';
import { type HalfOpenProxy, startHalfOpenProxy } from './half-open-proxy.ts';

export const test = base.extend<{ network: HalfOpenProxy }>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads the fixtures that it needs from the pattern
  network: async ({}, use) => {
    const proxy = await startHalfOpenProxy();
    await use(proxy);
    proxy.close();
  },
  environment: async ({ network }, use) => {
    await use({ OPENFOAL_ALLOWED_ORIGINS: network.origin });
  },
  origins: async ({ gateway, network }, use) => {
    await use([gateway.origin, network.origin]);
  },
  signedIn: async ({ gateway, network, page }, use) => {
    network.target(Number(new URL(gateway.origin).port));
    await page.goto(gateway.tokenLink.replace(gateway.origin, network.origin));
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
    await use(page);
  },
});
