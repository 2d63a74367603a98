import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What a page can look like. */
export const LOOKS = [
  { theme: 'light', language: 'en', width: 1440 },
  { theme: 'dark', language: 'zh-CN', width: 1440 },
  { theme: 'dark', language: 'en', width: 360 },
  { theme: 'light', language: 'zh-CN', width: 360 },
] as const;
export type Look = (typeof LOOKS)[number];

/** As a person who chose this theme and language on this device, on a screen this wide. */
export async function look(page: Page, { theme, language, width }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  await page.evaluate(
    (chosen) => {
      localStorage.setItem('openfoal.theme', chosen.theme);
      localStorage.setItem('openfoal.locale', chosen.language);
    },
    { theme, language },
  );
}

/** Nothing is wider than the screen, and axe finds nothing. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, state).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }));
  expect(found, state).toEqual([]);
}
