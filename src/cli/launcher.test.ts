/** The launcher in a folder of its own, started as an old Node would start it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** Says which Node it runs on and what it was given; ends as it is told. TypeScript, so that only a new Node can run it. */
const ENTRY = `
const [what = '']: string[] = process.argv.slice(2);
if (what === 'wait') {
  setInterval(() => undefined, 1_000);
  process.on('SIGTERM', () => process.exit(7));
}
console.log(JSON.stringify({ node: process.versions.node, args: process.argv.slice(2) }));
if (what === 'wait') void 0;
else if (what === 'die') process.kill(process.pid, 'SIGKILL');
else process.exitCode = Number(what);
`;
const OLD = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})`;
const AS_OLD = ['--import', OLD];

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-launcher-')));
  mkdirSync(join(root, 'src/cli'), { recursive: true });
  copyFileSync(join(import.meta.dirname, 'openfoal.mjs'), join(root, 'src/cli/openfoal.mjs'));
  writeFileSync(join(root, 'src/cli/openfoal.ts'), ENTRY);
  install('zod', 'index.js');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function install(name: string, main: string): string {
  const folder = join(root, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main }));
  writeFileSync(join(folder, 'index.js'), '');
  return folder;
}
function bringNode(): void {
  const bin = join(install(`node-${process.platform}-${process.arch}`, 'index.js'), 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
}
function launch(nodeOptions: string[], ...args: string[]) {
  const child = spawn(process.execPath, [...nodeOptions, join(root, 'src/cli/openfoal.mjs'), ...args]);
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code, signal], stdout, stderr]) => ({ code, signal, stdout, stderr }),
  );
  return { child, ended };
}

test('a Node that is too old, without a newer one beside it, is told which one is needed', async () => {
  const { code, stderr, stdout } = await launch(AS_OLD, '0').ended;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('openfoal needs Node 22.18 or newer');
  expect(stderr).toContain(`npm install\` in ${root}`);
});

test('a folder into which nothing was installed says what to do', async () => {
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect(await launch([], '0').ended).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`npm install\` in ${root}`),
  });
});

test('a Node that is too old hands over to the one that the package brings, with arguments and exit code', async () => {
  bringNode();
  const { code, stdout } = await launch(AS_OLD, '3', 'a b', '--json').ended;
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toEqual({ node: process.versions.node, args: ['3', 'a b', '--json'] });
});

test('a signal reaches the command, which decides how it ends', async () => {
  bringNode();
  const { child, ended } = launch(AS_OLD, 'wait');
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 7, signal: null });
});

test('a command that was killed is seen to be killed', async () => {
  bringNode();
  expect(await launch(AS_OLD, 'die').ended).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('a new Node runs the command itself, also through a link of another name', async () => {
  const link = join(root, 'of');
  chmodSync(join(root, 'src/cli/openfoal.mjs'), 0o755);
  symlinkSync(join(root, 'src/cli/openfoal.mjs'), link);
  const child = spawn(process.execPath, [link, '5']);
  const [[code], stdout] = await Promise.all([once(child, 'close'), text(child.stdout)]);
  expect(code).toBe(5);
  expect(JSON.parse(stdout)).toMatchObject({ args: ['5'] });
});
