import { expect, test } from 'vitest';
import { checkFile, RULES } from './checks.ts';

/** What each rule must find: [rule, file, source]. Paths and member names are split so that the checks pass this file. */
const PLANTED: [rule: string, file: string, source: string][] = [
  ['environment-only-in-config', 'src/rpc/a.ts', 'const port = process.env.PORT;'],
  ['environment-only-in-config', 'src/cli/a.ts', "const all = { ...process['env'] };"],
  ['environment-only-in-config', 'src/storage/a.ts', "import { env } from 'node:process';"],
  ['environment-only-in-config', 'src/domain/a.ts', 'const home = globalThis.process.env.HOME;'],
  ['clock-only-in-system', 'src/domain/a.ts', 'const at = Date.now();'],
  ['clock-only-in-system', 'src/domain/a.ts', 'const clock = { now: Date.now };'],
  ['clock-only-in-system', 'src/rpc/a.ts', 'const at = new Date().toISOString();'],
  ['random-only-in-system', 'src/model/a.ts', 'const jitter = Math.random();'],
  ['random-only-in-system', 'src/events/a.ts', "import { createHash, randomUUID as id } from 'node:crypto';"],
  ['random-only-in-system', 'src/events/a.ts', 'const id = globalThis.crypto.randomUUID();'],
  ['random-only-in-system', 'src/domain/a.ts', "import { ulid } from 'ulid';"],
  ['rpc-reaches-the-page-only-as-types', 'src/ui/a.tsx', "import { router } from '../rpc/router.ts';"],
  ['rpc-reaches-the-page-only-as-types', 'src/ui/a.ts', "import { type Router } from '../rpc/router.ts';"],
  ['tools-know-domain-types', 'src/tools/a.ts', "import { evaluate } from '../domain/policy/evaluate.ts';"],
  ['no-focused-or-skipped-tests', 'src/rpc/a.test.ts', `test.${'only'}('x', () => {});`],
  ['no-focused-or-skipped-tests', 'e2e/a.spec.ts', `test.describe.${'skip'}('x', () => {});`],
  ['no-focused-or-skipped-tests', 'src/testing/faults/a.fault.ts', `it.${'skipIf'}(true)('x', () => {});`],
  ['no-sleeping-tests', 'e2e/a.spec.ts', `await page.${'waitForTimeout'}(500);`],
  ['no-machine-paths', 'docs/a.md', `see /${'home'}/alice/code`],
  ['no-machine-paths', '.ci/run', `cd /${'root'}/repo`],
  ['no-machine-paths', 'src/cli/a.ts', `const folder = '/${'Users'}/alice/code';`],
];

test.each(PLANTED)('%s finds it in %s: %s', (rule, file, source) => {
  const findings = checkFile(file, `// 字\n\n${source}\n`);
  expect(findings).toEqual([{ rule, file, line: 3, text: source }]);
});

test.each([
  ['src/config/config.ts', 'export const port = process.env.PORT;'],
  ['src/config/system.ts', 'export const now = () => Date.now();'],
  ['src/domain/a.ts', 'export const at = (ms: number) => new Date(ms).toISOString();'],
  ['src/domain/a.ts', "import { createHash } from 'node:crypto';"],
  ['src/rpc/a.test.ts', 'const before = Date.now(); process.env.PORT = String(Math.random());'],
  ['src/ui/a.ts', "import type { Router } from '../rpc/router.ts';"],
  ['src/tools/a.ts', "import type { Tool } from '../domain/run/tool-port.ts';"],
  ['README.md', 'Your files stay in /home/you/project.'],
  ['src/cli/openfoal.ts', "#!/usr/bin/env node\nimport { main } from './main.ts';"],
])('%s may say: %s', (file, source) => {
  expect(checkFile(file, source)).toEqual([]);
});

test('every rule has a planted violation', () => {
  expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(new Set(RULES.map(({ name }) => name)));
});
