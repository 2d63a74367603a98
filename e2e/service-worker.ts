import type { Page } from '@playwright/test';

/** Waits until a service worker serves the page, and answers its script. */
export const controlled = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
    }
    return navigator.serviceWorker.controller?.scriptURL ?? '';
  });
