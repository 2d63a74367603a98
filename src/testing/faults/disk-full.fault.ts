/** A full disk under what is kept in files: refused with STORAGE_FULL, nothing half written, and the same call works when there is room. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newKey } from '../bare-client.ts';
import { createKillableGateway, eventually, type KillableGateway } from './harness.ts';

const KIB = 1024;

/** A gateway whose memory and attachments are each on a small disk of its own; only it sees them, others through its /proc. */
const onSmallDisks = () =>
  createKillableGateway({}, (home) => {
    const user = process.geteuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const script =
      'for name in memory attachments; do mkdir -p "$1/$name" && mount -t tmpfs -o size=512k,mode=700 small "$1/$name" || exit; done; shift; exec "$@"';
    return ['unshare', ...user, '--mount', 'sh', '-c', script, 'sh', home];
  });

const inside = ({ pid, home }: KillableGateway, name: string) => `/proc/${pid}/root${join(home, name)}`;

/** Takes all room that is left there, and gives it back. */
function fill(folder: string): () => void {
  const filler = join(folder, 'filler');
  for (let bytes = 1024 * KIB; bytes >= 1; bytes = Math.floor(bytes / 2)) {
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }
  return () => rmSync(filler);
}

/** All files below, but for the filler. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'filler')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

test('memory: additions and replacements are refused whole, also those of the agent, and work when there is room', async () => {
  await using gateway = await onSmallDisks();
  await gateway.start();
  const client = await gateway.connect();
  const folder = inside(gateway, 'memory');
  const path = 'MEMORY.md';
  const { hash } = await client.call('memory.append', { path, text: 'old', idempotencyKey: newKey() });
  const makeRoom = fill(folder);

  const append = { path, text: 'a line', idempotencyKey: newKey() };
  const update = { path, text: 'all new\n', expectedHash: hash, idempotencyKey: newKey() };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const full = { code: 'STORAGE_FULL', retryable: true };
    expect(await client.refusal('memory.update', update)).toMatchObject(full);
    expect(await client.refusal('memory.append', append)).toMatchObject(full);
    expect(filesIn(folder)).toEqual(['old\n']);
  }
  const run = await client.call('agent.run', { input: 'remember the agent was here', idempotencyKey: newKey() });
  const ended = async () => (await client.call('runs.get', { runId: run.runId })).status === 'completed';
  await eventually(ended, 'the run goes on without its note');
  const { toolRuns } = await client.call('runs.get', { runId: run.runId });
  expect(toolRuns.map(({ status, error }) => [status, error?.code])).toEqual([['failed', 'STORAGE_FULL']]);
  expect(filesIn(folder)).toEqual(['old\n']);

  makeRoom();
  await client.call('memory.append', append);
  await client.call('memory.append', append);
  expect(filesIn(folder)).toEqual(['old\na line\n']);
  // What it was to replace is not there any more.
  expect(await client.refusal('memory.update', update)).toMatchObject({ code: 'VERSION_CONFLICT' });
});

test('attachments: a piece is refused whole, leaves no bytes, and the upload goes on with the same call', async () => {
  await using gateway = await onSmallDisks();
  await gateway.start();
  const client = await gateway.connect();
  const folder = inside(gateway, 'attachments');
  const piece = (text: string, offset: number) => ({
    name: 'a.txt',
    mediaType: 'text/plain',
    offset,
    dataBase64: Buffer.from(text).toString('base64'),
    idempotencyKey: newKey(),
  });
  const [begin, middle, end] = ['a', 'b', 'c'].map((letter) => letter.repeat(64 * KIB)) as [string, string, string];
  const { attachmentId } = await client.call('attachments.put', piece(begin, 0));
  const upload = { uploadId: attachmentId };

  const second = { ...piece(middle, 64 * KIB), ...upload };
  let makeRoom = fill(folder);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect(await client.refusal('attachments.put', second)).toMatchObject({ code: 'STORAGE_FULL', retryable: true });
    expect(filesIn(folder)).toEqual([begin]);
  }
  makeRoom();
  expect(await client.call('attachments.put', second)).toEqual({ attachmentId, received: 128 * KIB });

  const last = { ...piece(end, 128 * KIB), ...upload, last: true };
  makeRoom = fill(folder);
  expect(await client.refusal('attachments.put', last)).toMatchObject({ code: 'STORAGE_FULL' });
  expect(filesIn(folder).toSorted()).toEqual([begin, middle]);
  expect(await client.refusal('attachments.get', { attachmentId })).toMatchObject({ code: 'NOT_FOUND' });
  makeRoom();
  expect(await client.call('attachments.put', last)).toEqual({ attachmentId, received: 192 * KIB });
  expect((await client.call('attachments.get', { attachmentId })).size).toBe(192 * KIB);
  await eventually(() => filesIn(folder).length === 1, 'only the whole is kept');
  expect(filesIn(folder)).toEqual([begin + middle + end]);
});
