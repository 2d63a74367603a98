/** What the tests of the console share: its states, in both languages, both themes, wide and on a phone. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page, TestInfo } from '@playwright/test';
import { expect } from './gateway.ts';

const LOOKS = [
  ['light', 'en', 1440],
  ['dark', 'zh-CN', 1440],
  ['dark', 'zh-CN', 360],
  ['light', 'en', 360],
] as const;

/**
 * Looks at the page as it is, in every look: nothing wider than the screen, nothing that axe finds. `shown` waits for what the
 * page is about, after each reload.
 */
export async function inEveryLook(
  page: Page,
  testInfo: TestInfo,
  { name, shown }: { name: string; shown: () => Promise<void> },
): Promise<void> {
  for (const [theme, language, width] of LOOKS) {
    await page.evaluate(
      (chosen) => {
        localStorage.setItem('openfoal.theme', chosen.theme);
        localStorage.setItem('openfoal.locale', chosen.language);
      },
      { theme, language },
    );
    await page.setViewportSize({ width, height: 900 });
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await shown();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${name} ${theme} ${language} ${width}`).toBeLessThanOrEqual(0);
    const path = testInfo.outputPath(`${name}-${theme}-${language}-${width}.png`);
    await page.screenshot({ path });
    await testInfo.attach(`${name}-${theme}-${language}-${width}`, { path, contentType: 'image/png' });
    await expectNoViolations(page);
  }
  await page.evaluate(() => localStorage.setItem('openfoal.locale', 'en'));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.reload();
}

export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }))).toEqual([]);
}

/** The part of a page under a heading. */
export function section(page: Page, title: string): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: title, exact: true }) });
}
