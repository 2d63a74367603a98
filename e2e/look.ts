/** What every state of a page has to pass: axe finds nothing and nothing is wider than the screen; and a picture to look at. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

export const LOOKS = [
  { theme: 'light', language: 'en', width: 1440 },
  { theme: 'dark', language: 'zh-CN', width: 1440 },
  { theme: 'light', language: 'zh-CN', width: 360 },
  { theme: 'dark', language: 'en', width: 360 },
] as const;
export type Look = (typeof LOOKS)[number];

/** Loads the page again in this theme and language, at this width. */
export async function wear(page: Page, { theme, language, width }: Look): Promise<void> {
  await page.evaluate(
    (chosen) => {
      localStorage.setItem('openfoal.theme', chosen.theme);
      localStorage.setItem('openfoal.locale', chosen.language);
    },
    { theme, language },
  );
  await page.setViewportSize({ width, height: 800 });
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}

/** `within`: what is open over a page that is out of reach meanwhile, and so is not looked at. */
export async function checkState(page: Page, name: string, within?: string): Promise<void> {
  const path = test.info().outputPath(`${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  await test.info().attach(name, { path, contentType: 'image/png' });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, name).toBeLessThanOrEqual(0);
  const axe = new AxeBuilder({ page });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  expect(
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) })),
    name,
  ).toEqual([]);
}
