/** How many tests a stage ran, read from the report of whoever ran them. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

export type Counts = {
  passed: number;
  failed: number;
  skipped: number;
  /** What deserves a look: every skipped test, and every test that needed another attempt. */
  notes: string[];
};

const VitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          retryReasons: z.array(z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

/** A report of vitest's json reporter. A file that fails before its first test counts as one failure; no report as none. */
export function readVitest(file: string): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0, notes: [] };
  if (!existsSync(file)) return counts;
  for (const suite of VitestReport.parse(JSON.parse(readFileSync(file, 'utf8'))).testResults) {
    for (const { fullName, status, retryReasons } of suite.assertionResults) {
      if (status === 'passed') counts.passed++;
      else if (status === 'failed') counts.failed++;
      else {
        counts.skipped++;
        counts.notes.push(`skipped: ${fullName}`);
      }
      if ((retryReasons?.length ?? 0) > 0) counts.notes.push(`retried: ${fullName}`);
    }
    if (suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed')) counts.failed++;
  }
  return counts;
}

const PlaywrightSpec = z.object({
  title: z.string(),
  tests: z.array(z.object({ status: z.string() })),
});
const PlaywrightSuite = z.object({
  title: z.string(),
  specs: z.array(PlaywrightSpec).default([]),
  get suites() {
    return z.array(PlaywrightSuite).default([]);
  },
});
const PlaywrightReport = z.object({
  suites: z.array(PlaywrightSuite),
  errors: z.array(z.unknown()).default([]),
});

/** A report of Playwright's json reporter. A test that passed at a second attempt (`flaky`) passed, and is named. */
export function readPlaywright(file: string): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0, notes: [] };
  if (!existsSync(file)) return counts;
  const { suites, errors } = PlaywrightReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const visit = (suite: z.infer<typeof PlaywrightSuite>): void => {
    for (const { title, tests } of suite.specs) {
      for (const { status } of tests) {
        if (status === 'expected') counts.passed++;
        else if (status === 'unexpected') counts.failed++;
        else if (status === 'flaky') {
          counts.passed++;
          counts.notes.push(`retried: ${title}`);
        } else {
          counts.skipped++;
          counts.notes.push(`skipped: ${title}`);
        }
      }
    }
    suite.suites.forEach(visit);
  };
  suites.forEach(visit);
  if (counts.failed === 0) counts.failed += errors.length;
  return counts;
}

/** For scripts that end with `N passed, N failed, N skipped` themselves. */
export function readLastLine(output: string): Counts {
  const match = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output);
  const [passed = 0, failed = 0, skipped = 0] = (match ?? []).slice(1).map(Number);
  return { passed, failed, skipped, notes: [] };
}
