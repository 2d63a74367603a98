/** What every state of a page has to pass, in the looks it can have: nothing wider than the screen, nothing that axe finds; and a picture to look at. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';

/** What a page can look like: both themes in both languages, wide and on a phone. */
export const LOOKS = [
  { theme: 'light', language: 'en', width: 1440 },
  { theme: 'dark', language: 'zh-CN', width: 1440 },
  { theme: 'light', language: 'zh-CN', width: 360 },
  { theme: 'dark', language: 'en', width: 360 },
] as const;
export type Look = { theme: 'light' | 'dark'; language: 'en' | 'zh-CN'; width: number };

export const nameOf = ({ theme, language, width }: Look): string => `${theme}-${language}-${width}`;

/** Loads the page again in this theme and language, at this width. */
export async function wear(page: Page, { theme, language, width }: Look): Promise<void> {
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
}

/** Nothing is wider than the screen. */
export async function expectFits(page: Page, name?: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, name).toBeLessThanOrEqual(0);
}

/** The page fits, and axe finds nothing. `within`: what is open over a page that is out of reach meanwhile. */
export async function expectAccessible(page: Page, name?: string, within?: string): Promise<void> {
  await expectFits(page, name);
  const axe = new AxeBuilder({ page });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  expect(
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) })),
    name,
  ).toEqual([]);
}

/** The same, with a picture of it. */
export async function checkState(page: Page, name: string, within?: string): Promise<void> {
  const path = test.info().outputPath(`${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  await test.info().attach(name, { path, contentType: 'image/png' });
  await expectAccessible(page, name, within);
}

/** The page as it is, loaded again in every look. `shown` waits for what it is about. It ends light, in English, 1280 px wide. */
export async function inEveryLook(page: Page, name: string, shown: () => Promise<void>): Promise<void> {
  for (const look of LOOKS) {
    await wear(page, look);
    await shown();
    await checkState(page, `${name}-${nameOf(look)}`);
  }
  await wear(page, { theme: 'light', language: 'en', width: 1280 });
}
