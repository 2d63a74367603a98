import type { Page } from '@playwright/test';
import { expect, section, test } from './gateway.ts';
import { expectAccessible, inEveryLook } from './look.ts';

const trial = (page: Page) => page.getByTestId('trial').first();
const tool = (page: Page, name: string) => page.locator(`[data-testid="tool"][data-name="${name}"]`);

test('models say who answers, what they take and cost, and a test is a real round trip', { tag: '@console-6' }, async ({
  gateway,
  signedIn: page,
}) => {
  await page.goto(`${gateway.origin}/console/models`);
  await expect(page.getByText('demo/scripted answers where a session names no model.')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'demo/scripted' });
  await expect(row).toContainText('primary');
  await expect(row).toContainText('nobody sends a bill');
  await page.getByRole('button', { name: 'Test demo/scripted' }).click();
  await expect(trial(page)).toHaveAttribute('data-state', 'told');
  await expect(trial(page)).toContainText(/Answered in .+ First token after/);
  await expectAccessible(page);
  await inEveryLook(page, 'models', () =>
    expect(page.getByRole('cell', { name: 'demo/scripted', exact: true })).toBeVisible(),
  );
});

test.describe('with a key that is good for nothing', () => {
  test.use({ environment: { OPENAI_API_KEY: 'sk-nothing', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } });

  test('a provider that does not answer says so in its own words', { tag: '@console-6' }, async ({
    gateway,
    signedIn: page,
  }) => {
    await page.goto(`${gateway.origin}/console/models`);
    await expect(section(page, 'openai')).toContainText('unreachable');
    await expectAccessible(page);
  });
});

test('tools say what they do, what the policy says of them, and where to change it', { tag: '@console-6' }, async ({
  gateway,
  signedIn: page,
}) => {
  await page.goto(`${gateway.origin}/console/models`);
  await page.getByRole('tab', { name: 'Tools' }).click();
  await expect(page).toHaveURL(/view=tools/);
  const bash = tool(page, 'bash.exec');
  await expect(bash).toContainText('asks first');
  await expect(bash).toContainText('high risk');
  await bash.getByRole('button').first().press('Enter');
  await expect(page).toHaveURL(/tool=bash.exec/);
  await expect(bash.getByRole('link', { name: 'asks first' })).toHaveAttribute(
    'href',
    '/console/policy?tool=bash.exec',
  );
  await expect(bash.getByRole('row').filter({ hasText: 'argv' })).toContainText('string[]');
  await bash.getByText('JSON Schema').click();
  await expect(bash).toContainText('"properties"');
  await inEveryLook(page, 'tools', () => expect(bash.getByRole('table')).toBeVisible());
});

test('settings show what is in force without secrets, what doctor finds, and the way out', {
  tag: '@console-6',
}, async ({ gateway, signedIn: page }) => {
  await page.goto(`${gateway.origin}/console/settings`);
  const doctor = section(page, 'Doctor');
  await expect(doctor.getByTestId('finding').filter({ hasText: 'models.default' })).toContainText(
    'a script, not an AI',
  );
  await doctor.getByLabel('Show what is fine, too').check();
  await expect(doctor.getByTestId('finding').filter({ hasText: 'node' })).toContainText('fine');
  await doctor.getByRole('button', { name: 'Check again' }).click();
  const token = page.getByRole('row', { name: /^OPENFOAL_TOKEN/ });
  await expect(token).toContainText('set secret');
  await expect(page.getByText('e2e-operator-token')).toHaveCount(0);
  await page.getByLabel('Only what is set').check();
  await expect(page.getByRole('row', { name: /^OPENFOAL_HOME/ })).toContainText('environment');
  await expect(page.getByText(/\d+ methods, 10 events/)).toBeVisible();
  await inEveryLook(page, 'settings', () => expect(page.getByTestId('finding').first()).toBeVisible());
  await page.getByLabel('Language').selectOption('zh-CN');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('设置');
  await expect(page).toHaveTitle('设置 · OpenFoal');
  await page.getByLabel('语言').selectOption('en');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/signin/);
  await page.goto(`${gateway.origin}/console/settings`);
  await expect(page).toHaveURL(/\/signin/);
});
