/**
 * `npm run check:boundaries`: the import rules of .dependency-cruiser.cjs, and the proof that every source file was looked
 * at. dependency-cruiser reads nothing and succeeds when it has no parser for the installed TypeScript.
 */
import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cruise, type ICruiseResult, type IReporterOutput } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { readOnlyImports } from './boundaries-parser.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const RULES = join(REPOSITORY, '.dependency-cruiser.cjs');

export type Violation = { rule: string; from: string; to: string; comment: string };
export type BoundaryReport = {
  modules: number;
  /** Source files that the tool did not read. */
  unread: string[];
  rules: string[];
  violations: Violation[];
};

readOnlyImports();

/** Checks `src` and `drizzle` under `root` against the rules of this repository. */
export async function checkBoundaries(root: string): Promise<BoundaryReport> {
  const folders = ['src', 'drizzle'].filter((folder) => existsSync(join(root, folder)));
  const options = await extractDepcruiseOptions(RULES);
  const { output } = await cruise(folders, { ...options, baseDir: root, validate: true });
  const result = cruiseResult(output);
  const read = new Set(result.modules.filter((module) => module.followable !== false).map((module) => module.source));
  const unread = (await sourceFiles(root, folders)).filter((file) => !read.has(file));
  const rules = result.summary.ruleSetUsed?.forbidden ?? [];
  const violations = result.summary.violations.map((violation) => ({
    rule: violation.rule.name,
    from: violation.from,
    to: violation.cycle?.map((step) => step.name).join(' → ') ?? violation.to,
    comment: rules.find((rule) => rule.name === violation.rule.name)?.comment ?? '',
  }));
  return { modules: read.size, unread, rules: rules.map((rule) => rule.name ?? ''), violations };
}

function cruiseResult(output: IReporterOutput['output']): ICruiseResult {
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text instead of a result.');
  return output;
}

async function sourceFiles(root: string, folders: string[]): Promise<string[]> {
  const files: string[] = [];
  for (const folder of folders) {
    for await (const file of glob(`${folder}/**/*.{ts,tsx}`, { cwd: root })) {
      if (!file.endsWith('.d.ts')) files.push(file);
    }
  }
  return files.sort();
}

if (import.meta.main) {
  const { modules, unread, violations } = await checkBoundaries(REPOSITORY);
  for (const { rule, from, to, comment } of violations) console.error(`${from} → ${to}\n  ${rule}: ${comment}`);
  for (const file of unread) console.error(`${file}\n  was not read: is @swc/core installed?`);
  console.log(`boundaries: ${modules} modules, ${violations.length} violations, ${unread.length} unread`);
  if (modules === 0 || violations.length > 0 || unread.length > 0) process.exitCode = 1;
}
