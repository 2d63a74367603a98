import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';

/** The pages in a real browser against a real gateway, which e2e/gateway.ts starts for each test. Needs a built page. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.e2e.ts',
  // Some look at a page in every language, theme and width, and let axe read each.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Two cores, and a gateway and a browser for each test.
  workers: 1,
  // A second try says whether it was the machine; `npm run verify` names each test that needed one.
  retries: 1,
  forbidOnly: true,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    trace: 'on-first-retry',
    launchOptions: {
      ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
