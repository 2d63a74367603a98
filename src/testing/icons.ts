/**
 * `node src/testing/icons.ts` draws public/icons from src/app/icon.svg, in the browser that the e2e tests use. Run it after the
 * drawing changed and commit what it made.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import config from '../../playwright.config.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'public/icons');

/** A maskable icon is cut to any shape by the system: what matters stays in the middle 80 %, and colour goes to the edges. */
const ICONS = [
  { name: 'icon-192', px: 192, maskable: false },
  { name: 'icon-512', px: 512, maskable: false },
  { name: 'maskable-192', px: 192, maskable: true },
  { name: 'maskable-512', px: 512, maskable: true },
  { name: 'apple-180', px: 180, maskable: true },
] as const;

const svg = await readFile(join(ROOT, 'src/app/icon.svg'), 'utf8');
const ground = /<rect[^>]*fill="(#[0-9a-f]{6})"/.exec(svg)?.[1];
if (ground === undefined) throw new Error('src/app/icon.svg has no ground to take the colour from');

const browser = await chromium.launch(config.use?.launchOptions ?? {});
await mkdir(FOLDER, { recursive: true });
for (const { name, px, maskable } of ICONS) {
  const page = await browser.newPage({ viewport: { width: px, height: px } });
  const drawn = maskable ? svg.replace(/rx="\d+"/, 'rx="0"') : svg;
  const scale = maskable ? 0.8 : 1;
  await page.setContent(`<style>
    html, body { margin: 0; background: ${maskable ? ground : 'transparent'}; }
    svg { display: block; width: ${px * scale}px; margin: ${(px * (1 - scale)) / 2}px; }
  </style>${drawn}`);
  await writeFile(join(FOLDER, `${name}.png`), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
