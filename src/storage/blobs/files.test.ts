import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createFileBlobs } from './files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'openfoal-blobs-'));
  return () => rmSync(root, { recursive: true });
});
const T = 't_one';
const all = { offset: 0, maxBytes: 1_000 };

test.each(['', '.', '..', '../x', 'a/b', 'a\\b', '/etc/passwd', 'a\0b'])('%j never becomes a path', async (name) => {
  const blobs = createFileBlobs(root);
  await expect(blobs.put(T, name, Buffer.from('x'))).rejects.toThrow('not an id');
  await expect(blobs.put(name, 'blb_1', Buffer.from('x'))).rejects.toThrow('not an id');
  await expect(blobs.read(T, name, all)).rejects.toThrow('not an id');
  await expect(blobs.remove(T, [name])).rejects.toThrow('not an id');
});

test('a key is written once: a second time fails and changes nothing', async () => {
  const blobs = createFileBlobs(root);
  await blobs.put(T, 'blb_1', Buffer.from('first'));
  await expect(blobs.put(T, 'blb_1', Buffer.from('second'))).rejects.toThrow('EEXIST');
  expect(Buffer.from(await blobs.read(T, 'blb_1', all)).toString()).toBe('first');
});

test('what is not there, or of another tenant, is NOT_FOUND, and counts as removed', async () => {
  const blobs = createFileBlobs(root);
  await blobs.put(T, 'blb_1', Buffer.from('x'));
  await expect(blobs.read(T, 'blb_2', all)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(blobs.read('t_two', 'blb_1', all)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await blobs.remove('t_two', ['blb_1']);
  expect(await blobs.read(T, 'blb_1', all)).toHaveLength(1);
});

test('a link in the place of a file is neither written through nor read', async () => {
  const blobs = createFileBlobs(root);
  await blobs.put(T, 'blb_1', Buffer.from('x'));
  writeFileSync(join(root, 'outside'), 'secret');
  symlinkSync(join(root, 'outside'), join(root, T, 'blb_2'));
  await expect(blobs.read(T, 'blb_2', all)).rejects.toThrow('ELOOP');
  await expect(blobs.put(T, 'blb_2', Buffer.from('y'))).rejects.toThrow('EEXIST');
});

test('files are for their owner only, and hold exactly what was put', async () => {
  const blobs = createFileBlobs(root);
  const bytes = Buffer.from([0, 255, 10, 13]);
  await blobs.put(T, 'blb_1', bytes);
  expect(statSync(join(root, T, 'blb_1')).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, T)).mode & 0o777).toBe(0o700);
  expect(Buffer.from(await blobs.read(T, 'blb_1', all))).toEqual(bytes);
  expect(Buffer.from(await blobs.read(T, 'blb_1', { offset: 1, maxBytes: 2 }))).toEqual(bytes.subarray(1, 3));
  expect(await blobs.read(T, 'blb_1', { offset: 9, maxBytes: 2 })).toHaveLength(0);
});

test('only what was written before a time is old', async () => {
  const blobs = createFileBlobs(root);
  expect(await blobs.before(T, Date.now())).toEqual([]);
  await blobs.put(T, 'blb_old', Buffer.from('x'));
  await blobs.put(T, 'blb_new', Buffer.from('x'));
  utimesSync(join(root, T, 'blb_old'), 1, 1);
  expect(await blobs.before(T, 2_000)).toEqual(['blb_old']);
  await blobs.remove(T, ['blb_old', 'blb_none']);
  expect(readdirSync(join(root, T))).toEqual(['blb_new']);
});

test('what is taken away while the old ones are looked for is passed over', async () => {
  const blobs = createFileBlobs(root);
  await blobs.put(T, 'blb_old', Buffer.from('x'));
  utimesSync(join(root, T, 'blb_old'), 1, 1);
  // A name that leads nowhere: what is left of a file between the list and the look.
  symlinkSync('nowhere', join(root, T, 'blb_gone'));
  expect(await blobs.before(T, 2_000)).toEqual(['blb_old']);
});
