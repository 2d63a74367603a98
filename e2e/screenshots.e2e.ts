import { expect, say, test } from './gateway.ts';

/** The pictures of README.md and README.zh-CN.md: made by every run, so that they show the product as it is. */
const PICTURES = [
  { name: 'chat-en-light', colorScheme: 'light', locale: 'en-US', lines: ['list', 'run uname -s; date +%A'] },
  { name: 'chat-zh-dark', colorScheme: 'dark', locale: 'zh-CN', lines: ['列出', '运行 uname -s; date +%A'] },
] as const;

for (const { name, colorScheme, locale, lines } of PICTURES) {
  test.describe(name, () => {
    test.use({ colorScheme, locale, viewport: { width: 1280, height: 800 } });

    test(`the picture ${name} shows an answer, a tool and an approval`, async ({ signedIn: page }) => {
      await say(page, lines.join('\n'));
      await expect(page.getByTestId('approval-card')).toBeVisible();
      await expect(page.getByTestId('tool-card').first()).toHaveAttribute('data-status', 'success');
      await page.screenshot({ path: `docs/screenshots/${name}.png`, animations: 'disabled', caret: 'hide' });
    });
  });
}
