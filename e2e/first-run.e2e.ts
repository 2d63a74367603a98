import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './gateway.ts';

test('without a key the page says so, how to get one, and tests what is there', async ({
  signedIn: page,
}, testInfo) => {
  const start = page.getByTestId('start-page');
  await expect(start).toContainText('this is a scripted demo');
  await expect(start).toContainText('ANTHROPIC_API_KEY');
  await expect(start).toContainText('11434');
  await expect(start.locator('input')).toHaveCount(0);
  const demo = page.locator('[data-provider=demo]');
  await demo.getByRole('button', { name: 'Test' }).click();
  await expect(demo.getByRole('status')).toContainText('It answers');
  for (const [theme, language, width] of [
    ['light', 'en', 1440],
    ['dark', 'zh-CN', 1440],
    ['light', 'zh-CN', 360],
    ['dark', 'en', 360],
  ] as const) {
    await page.evaluate(
      (chosen) => {
        localStorage.setItem('openfoal.theme', chosen.theme);
        localStorage.setItem('openfoal.locale', chosen.language);
      },
      { theme, language },
    );
    await page.setViewportSize({ width, height: 1000 });
    await page.reload();
    await expect(start).toBeVisible();
    await expect(demo).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }))).toEqual([]);
    await testInfo.attach(`start-${theme}-${language}-${width}`, {
      body: await page.screenshot(),
      contentType: 'image/png',
    });
  }
});

const PROMPTS = [
  { language: 'en-US', names: [/Look around/, /Run a command/, /Change a file/] },
  { language: 'zh-CN', names: [/看看文件/, /运行命令/, /修改文件/] },
] as const;

for (const { language, names } of PROMPTS) {
  test.describe(language, () => {
    test.use({ locale: language });
    const [files, shell, change] = names;

    test('the first prompt reads files without asking', async ({ signedIn: page }) => {
      await page.getByRole('button', { name: files }).click();
      // Two calls that went well are a line.
      await expect(page.getByTestId('call-group')).toContainText(/2 calls|2 次调用/);
      await expect(page.getByTestId('call-group').getByText(/^(done|完成|成功)$/)).toBeVisible();
      await expect(page.getByTestId('approval-card')).toHaveCount(0);
    });

    test('the second shows a command and waits', async ({ signedIn: page }) => {
      await page.getByRole('button', { name: shell }).click();
      await expect(page.getByTestId('approval-script')).toHaveText('uname -a; date');
    });

    test('the third shows a change before it is made', async ({ signedIn: page }) => {
      await page.getByRole('button', { name: change }).click();
      await expect(page.getByTestId('approval-script')).toContainText(/# (Notes|笔记)/);
    });
  });
}
