/** What Lighthouse says of the pages, as `--preset=desktop` measures them, signed in. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import lighthouse, { desktopConfig } from 'lighthouse';
import { freePort } from '../free-port.ts';
import { TOKEN } from './bench.ts';
import type { UiBench } from './ui.ts';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
const PAGES = [
  ['chat', '/?new'],
  ['overview', '/console'],
] as const;

/** Scores of 0 to 100 as samples `lighthouse <page> <category>`; answers what cost points. */
export async function measureLighthouse({ gateway, samples, rounds }: UiBench): Promise<string[]> {
  const profile = mkdtempSync(join(tmpdir(), 'openfoal-lighthouse-'));
  const port = await freePort();
  // Lighthouse opens tabs of its own, in the profile of the browser.
  const browser = await chromium.launchPersistentContext(profile, {
    ...(existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', `--remote-debugging-port=${port}`],
  });
  const origin = `http://localhost:${gateway.port}`;
  const lost = new Set<string>();
  try {
    const page = await browser.newPage();
    await page.goto(`${origin}/signin#code=${TOKEN}`);
    await page.locator('#composer').waitFor();
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, path] of PAGES) {
        const result = await lighthouse(
          `${origin}${path}`,
          { port, disableStorageReset: true, onlyCategories: [...CATEGORIES], logLevel: 'error' },
          desktopConfig,
        );
        if (!result) throw new Error(`Lighthouse has no result for ${path}`);
        for (const category of CATEGORIES) {
          const { score, auditRefs } = result.lhr.categories[category] ?? { score: null, auditRefs: [] };
          samples.add(`lighthouse ${name} ${category}`, 'openfoal', [Math.round((score ?? 0) * 100)]);
          for (const { id, weight } of auditRefs) {
            const audit = result.lhr.audits[id];
            if (weight > 0 && audit && audit.score !== null && audit.score < 0.9) {
              lost.add(`${name}: ${audit.title} (${audit.displayValue ?? audit.score})`);
            }
          }
        }
      }
    }
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
  return [...lost];
}
