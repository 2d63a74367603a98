/** ui.md, WebChat 11: installable, honest without a network, and a call to whoever is waited for. */
import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { expectAccessible } from './look.ts';
import { controlled } from './service-worker.ts';

const cachedPaths = (page: Page) =>
  page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
    }
    return paths;
  });

test('it can be installed: a manifest without fault, and icons of the sizes that it names', {
  tag: '@webchat-11',
}, async ({ gateway, signedIn: page, context }) => {
  const devtools = await context.newCDPSession(page);
  const { url, errors, data } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toBe(`${gateway.origin}/manifest.webmanifest`);
  const { icons } = JSON.parse(data ?? '') as { icons: { src: string; sizes: string; purpose: string }[] };
  expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual([
    '192x192 any',
    '512x512 any',
    '192x192 maskable',
    '512x512 maskable',
  ]);
  for (const { src, sizes } of icons) {
    const size = await page.evaluate(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    expect(size).toBe(sizes);
  }
});

test('without a gateway a page says so, in the language of this device, and comes by itself once there is one', {
  tag: '@webchat-11',
}, async ({ gateway, signedIn: page }) => {
  await say(page, 'think about apples');
  await expect(page).toHaveURL(/\/s\//);
  await controlled(page);
  await page.evaluate(() => localStorage.setItem('openfoal.locale', 'zh-CN'));
  await gateway.kill('SIGTERM');
  await page.reload();
  await expect(page.getByRole('heading', { name: '网关没有响应' })).toBeVisible();
  await expect(page.getByRole('heading')).toHaveCount(1);
  await expectAccessible(page, 'without a gateway');
  await gateway.start();
  await expect(page.getByTestId('user-message')).toContainText('apples', { timeout: 30_000 });
});

test('nothing of what the gateway says is kept: files of the build, and the page that says that it is away', {
  tag: '@webchat-11',
}, async ({ signedIn: page }) => {
  await controlled(page);
  await page.reload();
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  const paths = await cachedPaths(page);
  expect(paths.some((path) => path.startsWith('/_next/static/'))).toBe(true);
  expect(paths.filter((path) => path !== '/offline' && !path.startsWith('/_next/static/'))).toEqual([]);
});

test('after an upgrade nothing of the old build is shown or kept', { tag: '@webchat-11' }, async ({
  signedIn: page,
}) => {
  const current = await controlled(page);
  await page.evaluate(async () => {
    const old = await caches.open('openfoal-older');
    const stale = () => new Response('<h1>old</h1>', { headers: { 'content-type': 'text/html' } });
    for (const path of ['/', '/?new', window.location.href]) await old.put(path, stale());
    await navigator.serviceWorker.register('/sw.js?build=older', { updateViaCache: 'none' });
  });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/build=older$/);
  // The new build is on the gateway: one load is enough to be on it.
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toBe(current);
  const build = new URL(current).searchParams.get('build') ?? '';
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([`openfoal-${build}`]);
});
