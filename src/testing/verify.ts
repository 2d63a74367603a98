/**
 * `npm run verify`: everything that CI does, in the order that finds a mistake soonest. Stops at the first stage that
 * fails, says how long each took, and ends with one line `N passed, N failed, N skipped`. Its exit code is the verdict.
 * `--only <group>` runs the stages of one group (`checks`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Counts, readLastLine, readPlaywright, readVitest } from './verify-counts.ts';

type Stage = {
  name: string;
  group: 'setup' | 'checks' | 'build' | 'tests';
  command: readonly [string, ...string[]];
  env?: Record<string, string>;
  /** For a stage that runs tests: what it says about them. `output` is its standard output. */
  counts?: (output: string) => Counts;
};

const ROOT = resolve(import.meta.dirname, '../..');
const REPORTS = '.verify';
const report = (name: string) => join(REPORTS, `${name}.json`);
const vitest = (name: string, ...args: string[]) => ({
  name,
  group: 'tests' as const,
  command: [
    'vitest',
    'run',
    ...args,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report(name)}`,
  ] as const,
  counts: () => readVitest(report(name)),
});

const STAGES: readonly Stage[] = [
  { name: 'setup', group: 'setup', command: ['node', 'src/testing/setup.ts'] },
  { name: 'format', group: 'checks', command: ['biome', 'check', '.'] },
  { name: 'lint', group: 'checks', command: ['oxlint'] },
  { name: 'types', group: 'checks', command: ['tsc', '-p', '.'] },
  { name: 'boundaries', group: 'checks', command: ['node', 'src/testing/boundaries.ts'] },
  { name: 'house rules', group: 'checks', command: ['node', 'src/testing/checks.ts'] },
  { name: 'docs', group: 'checks', command: ['node', 'src/cli/docs.ts', '--check'] },
  { name: 'build', group: 'build', command: ['node', 'src/cli/openfoal.ts', 'build'] },
  vitest('unit'),
  {
    name: 'e2e',
    group: 'tests',
    command: ['playwright', 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(ROOT, report('e2e')) },
    counts: () => readPlaywright(report('e2e')),
  },
  vitest('faults', '--config', 'vitest.faults.config.ts'),
  {
    name: 'foreign client',
    group: 'tests',
    command: ['node', 'src/testing/foreign-client.ts'],
    counts: readLastLine,
  },
];

type Outcome = { name: string; ok: boolean; seconds: number; counts: Counts };

const NO_TESTS: Counts = { passed: 0, failed: 0, skipped: 0, notes: [] };

async function runStage(stage: Stage): Promise<Outcome> {
  const started = performance.now();
  const [command, ...args] = stage.command;
  console.log(`\n━━ ${stage.name}: ${stage.command.join(' ')}`);
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...stage.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk);
    output = (output + chunk.toString()).slice(-10_000);
  });
  const code = await ended(child);
  const counts = stage.counts?.(output) ?? NO_TESTS;
  const ran = stage.counts === undefined || counts.passed + counts.failed > 0;
  if (code === 0 && !ran) counts.notes.push('no test ran');
  const ok = code === 0 && counts.failed === 0 && ran;
  // A stage that fails outside of any test (a lint error, a crash) is a failure that the last line must not hide.
  const failed = ok ? 0 : Math.max(1, counts.failed);
  return { name: stage.name, ok, seconds: (performance.now() - started) / 1000, counts: { ...counts, failed } };
}

async function ended(child: ReturnType<typeof spawn>): Promise<number> {
  const [code] = (await once(child, 'close').catch((error: unknown) => {
    console.error(error);
    return [1];
  })) as [number | null];
  return code ?? 1;
}

function print(outcomes: readonly Outcome[], left: readonly Stage[]): void {
  console.log('\n━━ stages');
  for (const { name, ok, seconds, counts } of outcomes) {
    const tests = counts.passed + counts.failed + counts.skipped > 0 ? `  ${line(counts)}` : '';
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${seconds.toFixed(1).padStart(7)} s${tests}`);
  }
  for (const { name } of left) console.log(`not run ${name}`);
  for (const { name, counts } of outcomes) for (const note of counts.notes) console.log(`${name}: ${note}`);
  const sum = (key: 'passed' | 'failed' | 'skipped') => outcomes.reduce((total, { counts }) => total + counts[key], 0);
  const seconds = outcomes.reduce((total, outcome) => total + outcome.seconds, 0);
  console.log(`total ${seconds.toFixed(0)} s\n`);
  console.log(line({ passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }));
}

function line({ passed, failed, skipped }: Omit<Counts, 'notes'>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const stages = STAGES.filter((stage) => values.only === undefined || stage.group === values.only);
  if (stages.length === 0) throw new Error(`There is no group ${values.only} of stages.`);
  rmSync(join(ROOT, REPORTS), { recursive: true, force: true });
  mkdirSync(join(ROOT, REPORTS));
  const outcomes: Outcome[] = [];
  for (const stage of stages) {
    const outcome = await runStage(stage);
    outcomes.push(outcome);
    if (!outcome.ok) break;
  }
  print(outcomes, stages.slice(outcomes.length));
  if (!outcomes.every(({ ok }) => ok)) process.exitCode = 1;
}
