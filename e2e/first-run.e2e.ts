import { expect, test } from './gateway.ts';
import { inEveryLook } from './look.ts';

test('without a key the page says so, how to get one, and tests what is there', async ({ signedIn: page }) => {
  const start = page.getByTestId('start-page');
  await expect(start).toContainText('this is a scripted demo');
  await expect(start).toContainText('ANTHROPIC_API_KEY');
  await expect(start).toContainText('11434');
  await expect(start.locator('input')).toHaveCount(0);
  const demo = page.locator('[data-provider=demo]');
  await demo.getByRole('button', { name: 'Test' }).click();
  await expect(demo.getByRole('status')).toContainText('It answers');
  await inEveryLook(page, 'start', async () => {
    await expect(start).toBeVisible();
    await expect(demo).toBeVisible();
  });
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
