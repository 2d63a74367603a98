import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { MEMORY_NOW, MEMORY_SCOPE, memoryContract } from '../contract/memory-contract.ts';
import { createMemoryFiles } from './files.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-memory-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const open = (folder: string, timeZone = 'UTC') =>
  createMemoryFiles({ folder, scope: MEMORY_SCOPE, now: () => MEMORY_NOW, timeZone });

memoryContract('files', (timeZone) => {
  const folder = mkdtempSync(join(root, 'contract-'));
  return Promise.resolve({
    files: open(folder, timeZone),
    byHand: (path, content) => Promise.resolve(writeFileSync(join(folder, basename(path)), content)),
    stored: () =>
      Promise.resolve(
        Object.fromEntries(
          readdirSync(folder).map((name) => [
            name === 'MEMORY.md' ? name : `memory/${name}`,
            readFileSync(join(folder, name), 'latin1'),
          ]),
        ),
      ),
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

describe('what is planted in the folder is refused with INVALID_REQUEST, neither listed nor searched, and stays:', () => {
  const secret = join(root, 'secret');
  test.each<[string, (path: string) => void]>([
    ['a link to a file outside', (path) => symlinkSync(secret, path)],
    ['a link to a file that is not there', (path) => symlinkSync(join(root, 'none'), path)],
    ['a link to a file inside', (path) => symlinkSync('other.md', path)],
    ['a link to itself', (path) => symlinkSync(basename(path), path)],
    ['a link to a device', (path) => symlinkSync('/dev/zero', path)],
    ['a directory', (path) => mkdirSync(path)],
    ['a pipe, without waiting for its writer', (path) => execFileSync('mkfifo', [path])],
  ])('%s', async (_, plant) => {
    writeFileSync(secret, 'secret needle\n');
    writeFileSync(join(folder, 'other.md'), 'other needle\n');
    const path = join(folder, 'MEMORY.md');
    plant(path);
    const planted = lstatSync(path);
    const files = open(folder);
    const refusal = { code: 'INVALID_REQUEST', details: { field: 'path' } };
    await expect(files.read(MEMORY_SCOPE, 'MEMORY.md')).rejects.toMatchObject(refusal);
    for (const expected of ['absent', '']) {
      await expect(files.write(MEMORY_SCOPE, 'MEMORY.md', { replace: 'x' }, expected)).rejects.toMatchObject(refusal);
    }
    await expect(files.appendOnce(MEMORY_SCOPE, 'MEMORY.md', 'x', { hash: 'absent', bytes: 0 })).rejects.toMatchObject(
      refusal,
    );
    expect([await files.list(MEMORY_SCOPE), await files.search(MEMORY_SCOPE, 'needle', 9)]).toEqual([[], []]);
    expect(readFileSync(secret, 'utf8')).toBe('secret needle\n');
    expect(existsSync(join(root, 'none'))).toBe(false);
    expect([lstatSync(path).ino, lstatSync(path).mode]).toEqual([planted.ino, planted.mode]);
    expect(readdirSync(folder).sort()).toEqual(['MEMORY.md', 'other.md']);
  });

  test('files with other names, also those that differ in case only', async () => {
    for (const name of ['memory.md', 'notes.md', '2026-02-30.md', 'MEMORY.md~', '.2026-11-22.md.swp']) {
      writeFileSync(join(folder, name), 'needle\n');
    }
    const files = open(folder);
    expect([await files.list(MEMORY_SCOPE), await files.search(MEMORY_SCOPE, 'needle', 9)]).toEqual([[], []]);
    expect(readdirSync(folder)).toHaveLength(5);
  });
});

test('a write that was killed before the rename left the old content and a file that nobody reads and the next start removes', async () => {
  const before = open(folder);
  await before.write(MEMORY_SCOPE, 'MEMORY.md', { replace: 'old\n' }, 'absent');
  const leftover = join(folder, '.openfoal-4242-7.tmp');
  writeFileSync(leftover, 'half of the new con');
  expect(await before.read(MEMORY_SCOPE, 'MEMORY.md')).toMatchObject({ text: 'old\n' });
  expect((await before.list(MEMORY_SCOPE)).map(({ path }) => path)).toEqual(['MEMORY.md']);
  expect(await before.search(MEMORY_SCOPE, 'half', 9)).toEqual([]);

  const after = open(folder);
  expect(readdirSync(folder)).toEqual(['MEMORY.md']);
  expect(await after.read(MEMORY_SCOPE, 'MEMORY.md')).toMatchObject({ text: 'old\n' });
});

test('a start removes no link, no directory and no file of somebody else that looks like ours', () => {
  symlinkSync(root, join(folder, '.openfoal-1-1.tmp'));
  mkdirSync(join(folder, '.openfoal-1-2.tmp'));
  writeFileSync(join(folder, '.openfoal-x.tmp'), '');
  open(folder);
  expect(readdirSync(folder)).toHaveLength(3);
});

test('no write, refused or not, leaves anything but memory in the folder, readable by its owner only', async () => {
  const path = join(folder, 'MEMORY.md');
  writeFileSync(path, 'by hand\n');
  chmodSync(path, 0o644);
  const files = open(folder);
  const { hash } = await files.read(MEMORY_SCOPE, 'MEMORY.md');
  await Promise.allSettled(
    Array.from({ length: 5 }, (_, n) => files.write(MEMORY_SCOPE, 'MEMORY.md', { append: `${n}` }, hash)),
  );
  expect(readdirSync(folder)).toEqual(['MEMORY.md']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a replacement does not write through a second name of the file', async () => {
  const other = join(root, `kept-${basename(folder)}`);
  writeFileSync(other, 'kept\n');
  linkSync(other, join(folder, 'MEMORY.md'));
  const files = open(folder);
  const { hash } = await files.read(MEMORY_SCOPE, 'MEMORY.md');
  await files.write(MEMORY_SCOPE, 'MEMORY.md', { replace: 'new\n' }, hash);
  expect(readFileSync(other, 'utf8')).toBe('kept\n');
});

test('a folder that is away is STORAGE_UNAVAILABLE, and the message has no path of the machine', async () => {
  const files = open(folder);
  rmSync(folder, { recursive: true });
  for (const call of [
    () => files.list(MEMORY_SCOPE),
    () => files.write(MEMORY_SCOPE, 'MEMORY.md', { replace: 'x' }, 'absent'),
    () => files.search(MEMORY_SCOPE, 'x', 9),
  ]) {
    await expect(call()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: 'MEMORY.md cannot be used (ENOENT).',
    });
  }
});
