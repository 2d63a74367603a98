import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, test } from 'vitest';
import { createReplacer, removeTemporaries } from './atomic-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openfoal-atomic-'));
  writeFileSync(join(folder, 'f'), 'old');
  return () => rmSync(folder, { recursive: true });
});
const content = Buffer.from('new '.repeat(50_000));
const contents = () => readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));

test('what changed while the new content was written stays: the question comes last, when the new content is complete', async () => {
  const replace = createReplacer(folder, 1);
  const placed = await replace('f', content, () => {
    expect(contents().sort()).toEqual([content.toString(), 'old']);
    writeFileSync(join(folder, 'f'), 'by hand');
    return Promise.resolve(false);
  });
  expect([placed, contents()]).toEqual([false, ['by hand']]);
});

test('a replacement that fails leaves the old content and nothing else', async () => {
  const replace = createReplacer(folder, 1);
  const fault = new Error('no');
  await expect(replace('f', content, () => Promise.reject(fault))).rejects.toBe(fault);
  expect(contents()).toEqual(['old']);
  expect(await replace('f', content, () => Promise.resolve(true))).toBe(true);
  expect(contents()).toEqual([content.toString()]);
});

test('a process killed with kill -9 before the rename leaves the old content whole, and a file that goes', () => {
  const module = pathToFileURL(join(import.meta.dirname, 'atomic-file.ts')).href;
  const script = `
    const { createReplacer } = await import(${JSON.stringify(module)});
    const replace = createReplacer(${JSON.stringify(folder)}, process.pid);
    await replace('f', Buffer.from('new '.repeat(50_000)), async () => process.kill(process.pid, 'SIGKILL'));
  `;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
  expect(signal).toBe('SIGKILL');
  expect(contents().sort()).toEqual([content.toString(), 'old']);
  removeTemporaries(folder);
  expect(contents()).toEqual(['old']);
});
