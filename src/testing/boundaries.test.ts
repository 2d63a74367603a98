import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BoundaryReport, checkBoundaries } from './boundaries.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** One forbidden import for every rule: [rule, file, what it imports]. */
const PLANTED = [
  ['no-cycles', 'src/domain/a.ts', './b.ts'],
  ['no-unresolvable', 'src/domain/lost.ts', './nowhere.ts'],
  ['no-undeclared-packages', 'src/config/stowaway.ts', 'side-channel'],
  ['no-dev-packages-in-product', 'src/executor/dev.ts', 'vitest'],
  ['no-test-code-in-product', 'src/executor/tested.ts', './host.test.ts'],
  ['protocol-is-a-leaf', 'src/protocol/fs.ts', 'node:fs'],
  ['domain-knows-only-protocol', 'src/domain/stores.ts', '../storage/db.ts'],
  ['domain-does-no-io', 'src/domain/socket.ts', 'ws'],
  ['tools-know-the-executor-port', 'src/tools/driver.ts', '../executor/host.ts'],
  ['tools-do-no-io', 'src/tools/fs.ts', 'node:fs/promises'],
  ['executor-knows-only-its-ports', 'src/executor/stores.ts', '../storage/db.ts'],
  ['model-knows-only-its-ports', 'src/model/loop.ts', '../domain/plain.ts'],
  ['storage-knows-only-its-ports', 'src/storage/log.ts', '../events/log.ts'],
  ['events-knows-only-its-ports', 'src/events/stores.ts', '../storage/db.ts'],
  ['doctor-knows-only-its-ports', 'src/doctor/stores.ts', '../storage/db.ts'],
  ['drizzle-schemas-are-two-lines', 'drizzle/schema.ts', '../src/domain/plain.ts'],
  ['rpc-knows-domain-and-protocol', 'src/rpc/stores.ts', '../storage/db.ts'],
  ['config-and-telemetry-are-leaves', 'src/telemetry/stores.ts', '../storage/db.ts'],
  ['ui-knows-the-protocol', 'src/ui/domain.ts', '../domain/plain.ts'],
  ['ui-runs-in-a-browser', 'src/ui/path.ts', 'node:path'],
  ['client-knows-the-protocol', 'src/client/page.ts', '../ui/plain.ts'],
  ['client-runs-anywhere', 'src/client/fs.ts', 'node:fs'],
  ['app-is-a-shell', 'src/app/page.ts', '../rpc/plain.ts'],
  ['app-and-ui-stay-in-the-browser', 'src/rpc/page.ts', '../ui/plain.ts'],
  ['only-shells-compose', 'src/rpc/composed.ts', '../compose.ts'],
] as const;

/** What may be imported, and must stay unreported. */
const ALLOWED = [
  ['src/domain/b.ts', './a.ts'],
  ['src/domain/plain.ts', '../protocol/plain.ts'],
  ['src/domain/run/tool-port.ts', '../../protocol/plain.ts'],
  ['src/protocol/plain.ts', 'zod'],
  ['src/tools/fine.ts', '../executor/port.ts'],
  ['src/executor/port.ts', '../domain/run/tool-port.ts'],
  ['src/executor/host.ts', 'node:fs'],
  ['src/executor/host.test.ts', 'vitest'],
  ['src/storage/db.ts', 'drizzle-orm'],
  ['src/events/log.ts', '../protocol/plain.ts'],
  ['src/rpc/plain.ts', '../domain/plain.ts'],
  ['src/ui/plain.ts', '../rpc/plain.ts'],
  ['src/ui/shared.ts', '../client/plain.ts'],
  ['src/client/plain.ts', '../protocol/plain.ts'],
  ['src/app/layout.ts', '../ui/plain.ts'],
  ['src/compose.ts', '../src/storage/db.ts'],
  ['src/server.ts', './compose.ts'],
] as const;

/** In a file that uses what dependency-cruiser's own reader does not know. */
const sourceThatImports = (target: string) => `import * as other from '${target}';\n{\n  using it = other;\n}\n`;

/** The ways to import, each from rpc to storage. */
const WAYS = [
  ['named.ts', "import { db } from '../storage/db.ts';"],
  ['bare.ts', "import '../storage/db.ts';"],
  ['type.ts', "import type { db } from '../storage/db.ts';"],
  ['export.ts', "export { db } from '../storage/db.ts';"],
  ['all.ts', "export * from '../storage/db.ts';"],
  ['dynamic.ts', "export const load = async () => (await import('../storage/db.ts')).db;"],
  ['import-type.ts', "export type Db = typeof import('../storage/db.ts').db;"],
  ['jsx.tsx', "import { db } from '../storage/db.ts';\nexport const Page = () => <p title={db}>{db}</p>;"],
] as const;

let root: string;
let report: BoundaryReport;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'boundaries-'));
  await cp(join(REPOSITORY, 'package.json'), join(root, 'package.json'));
  await symlink(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  const planted = PLANTED.map(([, file, target]) => [file, target] as const);
  for (const [file, target] of [...planted, ...ALLOWED]) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), sourceThatImports(target));
  }
  for (const [file, source] of WAYS) await writeFile(join(root, 'src/rpc', file), source);
  await mkdir(join(root, 'src/node_modules/side-channel'), { recursive: true });
  await writeFile(join(root, 'src/node_modules/side-channel/index.js'), 'export const secret = 1;\n');
  report = await checkBoundaries(root);
});

afterAll(() => rm(root, { recursive: true, force: true }));

test.each(PLANTED)('%s refuses %s importing %s', (rule, file) => {
  expect(report.violations.filter((violation) => violation.from === file).map(({ rule: name }) => name)).toContain(
    rule,
  );
});

test.each(WAYS)('a forbidden import is seen in %s: %s', (file) => {
  const rules = report.violations.filter(({ from }) => from === `src/rpc/${file}`).map(({ rule }) => rule);
  expect(rules).toEqual(['rpc-knows-domain-and-protocol']);
});

test('every rule has a planted violation, and what is allowed is not reported', () => {
  const planted = new Set<string>([...PLANTED.map(([, file]) => file), ...WAYS.map(([file]) => `src/rpc/${file}`)]);
  const reported = report.violations.filter(({ from }) => !planted.has(from));
  // The other half of the planted cycle is reported with it.
  expect(reported.filter(({ rule }) => rule !== 'no-cycles')).toEqual([]);
  expect(new Set(report.rules)).toEqual(new Set(PLANTED.map(([rule]) => rule)));
  for (const { comment } of report.violations) expect(comment).not.toBe('');
});

test('a source file that was not read fails the check, so a missing parser cannot pass', async () => {
  expect(report.unread).toEqual([]);
  expect(report.modules).toBeGreaterThanOrEqual(PLANTED.length + ALLOWED.length);
});
