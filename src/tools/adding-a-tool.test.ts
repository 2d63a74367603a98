/**
 * docs/examples/adding-a-tool.md, followed to the letter in a copy of this folder: its files are written, its registry line is
 * added, its tests are run here, and its tool is called by a run of a real gateway.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { PolicyAction } from '../protocol/entities.ts';
import { ends, newKey } from '../testing/bare-client.ts';
import { answers, finish, scriptedModels, toolCall } from '../testing/scripted-models.ts';
import { startTestGateway } from '../testing/test-gateway.ts';
import type { createToolRegistry } from './registry.ts';
import { makeToolKit } from './tool-kit.fixture.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/examples/adding-a-tool.md'), 'utf8');
const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');
const files = blocks.flatMap((code) => {
  const file = /^\/\/ (src\/\S+)\n/.exec(code)?.[1];
  return file === undefined ? [] : [{ file, code }];
});
const [importLine = ''] = blocks.filter((code) => code.startsWith('import ') && !code.trim().includes('\n'));
const [, toolName = '', action = ''] =
  blocks.map((code) => /^\s*'([^']+)': '([^']+)',\n$/.exec(code)).find(Boolean) ?? [];

const copy = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-adding-a-tool-')));
mkdirSync(join(copy, 'src'));
for (const name of readdirSync(join(root, 'src'))) {
  if (name !== 'tools') symlinkSync(join(root, 'src', name), join(copy, 'src', name));
}
for (const name of ['node_modules', 'package.json', 'drizzle']) symlinkSync(join(root, name), join(copy, name));
cpSync(join(root, 'src/tools'), join(copy, 'src/tools'), { recursive: true });
for (const { file, code } of files) {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), code);
}
const registryFile = join(copy, 'src/tools/registry.ts');
const exported = /\{ (\w+) \}/.exec(importLine)?.[1] ?? '';
writeFileSync(
  registryFile,
  importLine + readFileSync(registryFile, 'utf8').replace(/(export const TOOLS: .*? = \[)/, `$1${exported}, `),
);
const importCopy = (file: string): Promise<unknown> => import(/* @vite-ignore */ pathToFileURL(join(copy, file)).href);
const kit = makeToolKit();
afterAll(async () => {
  await kit.close();
  rmSync(copy, { recursive: true });
});

// The page's own tests: importing them here makes them tests of this file.
const testFile = files.find(({ file }) => file.endsWith('.test.ts'))?.file ?? '';
await importCopy(testFile);

test('the page has a tool, its test, one line for the registry and one for the policy', () => {
  expect(files.map(({ file }) => file)).toEqual(['src/tools/text-count.ts', 'src/tools/text-count.test.ts']);
  expect([exported, toolName, action, blocks.length]).toEqual(['textCount', 'text.count', 'allow', 4]);
});

test('a run calls the tool of the page: denied and not offered until the policy names it, then through the gate', async () => {
  // The copy's registry, by the type of the one that it is a copy of.
  const registry = (await importCopy('src/tools/registry.ts')) as { createToolRegistry: typeof createToolRegistry };
  const tools = registry.createToolRegistry(kit.ports);
  const script = answers(toolCall(toolName, { path: 'a.txt' }), finish);
  const models = scriptedModels(script, answers(finish), script);
  await using gateway = await startTestGateway({ overrides: { models, tools } });
  const client = await gateway.connect();
  const stream = client.stream();
  await stream.started;
  const folder = mkdtempSync(join(copy, 'session-'));
  writeFileSync(join(folder, 'a.txt'), 'one two\nthree\n');
  const { id: sessionId } = await client.call('sessions.create', { folder, idempotencyKey: newKey() });
  const outcomes: unknown[] = [];
  for (const patch of [undefined, { toolPolicy: { tools: { [toolName]: action as PolicyAction } } }]) {
    if (patch) await client.call('policy.update', { patch, idempotencyKey: newKey() });
    const { runId } = await client.call('agent.run', { sessionId, input: 'count', idempotencyKey: newKey() });
    await stream.until(ends(runId));
    for (const { event, payload } of stream.envelopes) {
      if (event === 'agent.tool_result' && payload.runId === runId) outcomes.push([payload.status, payload.output]);
    }
  }
  expect(outcomes).toEqual([
    ['denied', expect.stringContaining(toolName)],
    ['success', '2 lines, 3 words, 14 characters'],
  ]);
  const offered = models.requests.map((request) => request.tools.some(({ name }) => name === toolName));
  expect(offered).toEqual([false, false, true, true]);
});
