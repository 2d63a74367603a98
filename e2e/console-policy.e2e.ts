import type { Page } from '@playwright/test';
import { expect, say, test } from './gateway.ts';
import { checkState, expectAccessible, inEveryLook } from './look.ts';

const state = (page: Page) => page.getByTestId('draft-state');
const rule = (page: Page, id: string) => page.locator(`[data-testid="rule"][data-id="${id}"]`);
const button = (page: Page, name: string) => page.getByRole('button', { name });
const editor = (page: Page) => page.getByRole('textbox', { name: 'Policy as JSON' });

async function save(page: Page, version: number): Promise<void> {
  await button(page, 'Review and save…').click();
  await button(page, `Save as version ${version}`).click();
  await expect(page.getByText(`Version ${version} is in force, saved by`)).toBeVisible();
}

test('git status is not asked about any more: a rule by one click, what it changes, and the verdict', {
  tag: '@console-4',
}, async ({ gateway, signedIn: page }) => {
  await page.goto(`${gateway.origin}/console/policy?view=test`);
  await button(page, 'Judge this call').click();
  await expect(page.getByTestId('bench-verdict')).toContainText('A person would be asked.');
  await expectAccessible(page);
  await page.goto(`${gateway.origin}/console/policy`);
  await expect(state(page)).toHaveText('No unsaved changes');
  await button(page, 'Allow git status').click();
  await expect(rule(page, 'allow-git-status').getByLabel('Begins with the words')).toHaveValue('git status');
  await expect(state(page)).toHaveText('Unsaved changes');
  await inEveryLook(page, 'policy-form', () => expect(page.getByTestId('rule')).toBeVisible());
  await button(page, 'Review and save…').click();
  await expect(page.getByTestId('policy-diff')).toContainText('"allow-git-status"');
  await expectAccessible(page);
  await checkState(page, 'policy-save');
  await button(page, 'Save as version 2').click();
  await expect(page.getByText('Version 2 is in force, saved by')).toBeVisible();
  await page.getByRole('tab', { name: 'Test bench' }).click();
  await button(page, 'Judge this call').click();
  await expect(page.getByTestId('bench-verdict')).toHaveAttribute('data-action', 'allow');
  await expect(page.getByTestId('bench-verdict').getByRole('link', { name: 'allow-git-status' })).toBeVisible();
  await inEveryLook(page, 'policy-bench', () =>
    expect(page.getByRole('tab', { selected: true })).toHaveText(/Test bench|测试台/),
  );
  await page.goto(`${gateway.origin}/?new`);
  await say(page, 'exec git status');
  await expect(page.getByTestId('tool-output')).toContainText('not a git repository');
  await expect(page.getByTestId('approval-card')).toHaveCount(0);
});

test('the source marks what is wrong, says what a field means, is left by keys, and a refused field is shown', {
  tag: '@console-4',
}, async ({ gateway, signedIn: page }) => {
  await page.goto(`${gateway.origin}/console/policy?view=source`);
  await editor(page).focus();
  // The editor draws what is in view only.
  await editor(page).press('Control+End');
  await page.getByText('"maxSteps"').click();
  await expect(page.getByTestId('schema-help')).toContainText('Model calls in one run.');
  await inEveryLook(page, 'policy-source', () => expect(page.locator('.cm-content')).toContainText('toolPolicy'));
  await expect(page.locator('.cm-content')).toContainText('"bash.exec": "approval-required"');
  const policy = {
    toolPolicy: { defaultAction: 'deny', tools: { 'bash.exec': 'ask' }, rule: [], rules: [] },
    modelPolicy: { primary: 'auto', fallbacks: [], allowed: [], timeoutMs: 120_000 },
    executionPolicy: {
      network: { allowHosts: ['https://example.com'] },
      workspaceAccess: 'rw',
      limits: { toolTimeoutMs: 600_000, outputBytes: 65_536, maxSteps: 50 },
    },
  };
  await editor(page).fill(JSON.stringify(policy, null, 2));
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(2);
  await page.locator('.cm-lintRange-error').first().hover();
  await expect(page.locator('.cm-tooltip')).toContainText('Only one of these: "allow", "approval-required", "deny".');
  await expectAccessible(page);
  await checkState(page, 'policy-source-problem');
  const { rule: _unknown, ...toolPolicy } = policy.toolPolicy;
  const closer = { ...policy, toolPolicy: { ...toolPolicy, tools: { 'bash.exec': 'allow' } } };
  await editor(page).fill(JSON.stringify(closer, null, 2));
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);
  await editor(page).press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();
  await button(page, 'Review and save…').click();
  await button(page, 'Save as version 2').click();
  await expect(page.getByRole('alert').filter({ hasText: 'executionPolicy.network.allowHosts.0' })).toBeVisible();
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(1);
  await page.getByRole('tab', { name: 'Form' }).click();
  await expect(page.getByLabel('Hosts that may be read, 1', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
});

test('a second client saves meanwhile: both are shown, mine goes on top, an older version comes back', {
  tag: '@console-4',
}, async ({ gateway, signedIn: page, context }) => {
  await page.goto(`${gateway.origin}/console/policy`);
  await button(page, 'Allow git status').click();
  await expect(state(page)).toHaveText('Unsaved changes');
  const other = await context.newPage();
  await other.goto(`${gateway.origin}/console/policy?tool=http.request`);
  await expect(other.getByLabel('What http.request may do')).toBeFocused();
  await other.getByLabel('What http.request may do').selectOption('deny');
  await other.getByLabel('Command without a shell').fill('make test');
  await button(other, 'Add a rule that allows it').click();
  await save(other, 2);
  await expect(page.getByTestId('newer-version')).toContainText('saved version 2 while you were editing');
  await button(page, 'Look at both').click();
  const conflict = page.getByTestId('policy-conflict');
  await expect(conflict.getByLabel('What they changed')).toContainText('allow-make-test');
  await expect(conflict.getByLabel('What you changed')).toContainText('allow-git-status');
  await expectAccessible(page);
  await checkState(page, 'policy-conflict');
  await button(page, 'Put mine on top of theirs').click();
  await button(page, 'Save as version 3').click();
  await expect(page.getByText('Version 3 is in force, saved by')).toBeVisible();
  await expect(rule(page, 'allow-make-test')).toBeVisible();
  await expect(rule(page, 'allow-git-status')).toBeVisible();
  await expect(page.getByLabel('What http.request may do')).toHaveValue('deny');

  await page.getByRole('tab', { name: 'History' }).click();
  await expect(page.getByTestId('policy-version')).toHaveCount(3);
  await inEveryLook(page, 'policy-history', () => expect(page.getByTestId('policy-version')).toHaveCount(3));
  await button(page, 'Restore version 1…').click();
  await expect(page.getByTestId('policy-diff')).toContainText('-        "id": "allow-make-test"');
  await button(page, 'Save as version 4').click();
  await expect(page.getByText('Version 4 is in force, saved by')).toBeVisible();
  await page.getByRole('tab', { name: 'Form' }).click();
  await expect(page.getByText('No rules yet')).toBeVisible();
});

test('a draft is kept through a reload and other pages, which say so', { tag: '@console-4' }, async ({
  gateway,
  signedIn: page,
}) => {
  await page.goto(`${gateway.origin}/console/policy`);
  await button(page, 'Allow git status').click();
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByText('They are kept in this tab.')).toBeVisible();
  await page.getByRole('link', { name: 'Policy', exact: true }).first().click();
  await expect(state(page)).toHaveText('Unsaved changes');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(rule(page, 'allow-git-status')).toBeVisible();
});
