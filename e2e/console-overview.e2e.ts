import type { Page } from '@playwright/test';
import { chartIsDrawn, expect, say, section, test } from './gateway.ts';
import { expectAccessible, inEveryLook } from './look.ts';

const live = (page: Page) => page.getByTestId('live-run');
const figures = (page: Page) => page.getByTestId('figures');

test('the overview follows what runs and waits, and counts what ended, without a reload', {
  tag: '@console-1',
}, async ({ gateway, signedIn: page, context }) => {
  const board = await context.newPage();
  await board.goto(`${gateway.origin}/console`);
  await expect(board).toHaveTitle('Overview · OpenFoal');
  await expect(board.getByText('Nothing runs at the moment.')).toBeVisible();
  await expect(board.getByText('No runs in this window')).toBeVisible();
  const health = board.getByRole('region', { name: 'Health' });
  await expect(health).toContainText('connected');
  await expect(health).toContainText('answers');
  await expectAccessible(board);

  await say(page, 'list\nrun echo hello');
  await expect(live(board)).toContainText('waits for approval');
  await expect(figures(board).getByRole('link', { name: '1 approval waits' })).toBeVisible();
  await page.getByRole('button', { name: 'Approve once' }).click();
  await expect(live(board)).toHaveCount(0);
  await expect(figures(board)).toContainText('1 completed, 0 failed, 0 aborted');
  await say(page, 'fail');
  await expect(page.getByTestId('failure-card')).toBeVisible();
  await expect(section(board, 'Failures by cause')).toContainText('MODEL_UNAVAILABLE');
  await expect(board.getByRole('row').filter({ hasText: 'bash.exec' })).toBeVisible();
  await chartIsDrawn(board);
  await board.getByText('Runs that ended as a table').click();
  await expect(section(board, 'Runs that ended').locator('tbody tr')).not.toHaveCount(0);

  await board.getByRole('button', { name: 'Last hour' }).click();
  await expect(board).toHaveURL(/window=1h/);
  await expect(board.getByRole('button', { name: 'Last hour' })).toHaveAttribute('aria-pressed', 'true');

  await say(page, 'stream 5000');
  await expect(live(board)).toContainText('running');
  await live(board)
    .getByRole('button', { name: /^Abort run/ })
    .click();
  await expect(live(board)).toHaveCount(0);
  await expect(figures(board)).toContainText('1 aborted');
  await say(page, 'run echo once more');
  await expect(page.getByTestId('approval-card').last()).toBeVisible();
  await inEveryLook(board, 'overview', () => chartIsDrawn(board));
});

test('what was answered last stays while the gateway is away, with its time', {
  tag: ['@console-1', '@console-7'],
}, async ({ gateway, signedIn: page }) => {
  await say(page, 'list');
  await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
  await page.goto(`${gateway.origin}/console`);
  await expect(figures(page)).toContainText('1 completed');
  await chartIsDrawn(page);
  await gateway.kill('SIGKILL');
  await expect(page.getByTestId('offline')).toBeVisible();
  await expect(page.getByTestId('as-of').first()).toBeVisible();
  await expect(figures(page)).toContainText('1 completed');
  await expectAccessible(page);
  await gateway.start();
  await expect(page.getByTestId('as-of')).toHaveCount(0);
});

test.describe('without what an earlier visit kept', () => {
  test.use({ serviceWorkers: 'block' });

  test('charts that could not be loaded say so in their place, within reach of everybody', {
    tag: ['@console-1', '@console-7'],
  }, async ({ gateway, signedIn: page }) => {
    const scripts = /_next\/static\/chunks\//;
    await say(page, 'list');
    await expect(page.getByTestId('tool-card')).toHaveAttribute('data-status', 'success');
    // Too low for the charts: they are loaded when somebody looks at them.
    await page.setViewportSize({ width: 1280, height: 300 });
    await page.goto(`${gateway.origin}/console`);
    await expect(figures(page)).toContainText('1 completed');
    await page.route(scripts, (route) => route.abort());
    const chart = page.getByTestId('chart').first();
    await chart.scrollIntoViewIfNeeded();
    await expect(chart.getByRole('button', { name: 'Try again' })).toBeVisible();
    await expectAccessible(page);
    await page.unroute(scripts);
    await chart.getByRole('button', { name: 'Try again' }).click();
    await chartIsDrawn(page);
  });
});
