import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../config/system.ts';
import type { MethodInput, MethodResult } from '../../protocol/methods.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { createShiftedClock } from '../../testing/fake-clock.ts';
import { finish, type Script, scriptedModels, text } from '../../testing/scripted-models.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';

const PIECE = 128 * 1024;
const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(300)]);

let letGo: () => void;
const held = new Promise<void>((resolve) => {
  letGo = resolve;
});
/** The first model call of the file waits until it is let go. */
const holding: Script = async function* () {
  await held;
  yield text('done');
  yield finish;
};
const models = scriptedModels(holding);
const clock = createShiftedClock(systemClock);
let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  gateway = await startTestGateway({ overrides: { models, clock } });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const files = () => {
  const [tenant] = readdirSync(join(gateway.home, 'attachments'));
  if (tenant === undefined) return [];
  return readdirSync(join(gateway.home, 'attachments', tenant)).map((name) =>
    join(gateway.home, 'attachments', tenant, name),
  );
};
type Put = MethodInput<'attachments.put'>;
const piece = (bytes: Uint8Array, more: Partial<Put> = {}): Put => ({
  name: 'notes.txt',
  mediaType: 'text/plain',
  offset: 0,
  dataBase64: Buffer.from(bytes).toString('base64'),
  idempotencyKey: newKey(),
  ...more,
});
const put = (content: string, more: Partial<Put> = {}) =>
  client.call('attachments.put', piece(Buffer.from(content), more));
const refusal = (bytes: Uint8Array | string, more: Partial<Put> = {}) =>
  client.refusal('attachments.put', piece(Buffer.from(bytes), more));
async function upload(content: Uint8Array, more: Partial<Put> = {}): Promise<string> {
  let uploadId: string | undefined;
  let offset = 0;
  while (true) {
    const bytes = content.subarray(offset, offset + PIECE);
    const last = offset + bytes.length === content.length;
    const call = piece(bytes, { ...more, offset, last, ...(uploadId === undefined ? {} : { uploadId }) });
    const { attachmentId, received } = await client.call('attachments.put', call);
    if (last) return attachmentId;
    uploadId = attachmentId;
    offset = received;
  }
}
async function download(attachmentId: string) {
  const pieces: Buffer[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const got: MethodResult<'attachments.get'> = await client.call('attachments.get', { attachmentId, offset });
    pieces.push(Buffer.from(got.dataBase64, 'base64'));
    offset = got.nextOffset;
  }
  return { pieces: pieces.length, content: Buffer.concat(pieces) };
}
const audited = async () => (await client.call('audit.query', { action: 'attachments.put' })).items;

async function ran(attachments: string[], input = 'look') {
  const stream = client.stream();
  await stream.started;
  const answer = await client.call('agent.run', { input, attachments, idempotencyKey: newKey() });
  expect(await stream.until(ends(answer.runId))).toMatchObject({ event: 'agent.completed' });
  stream.stop();
  await stream.stopped;
  return { ...answer, envelopes: stream.envelopes, asked: models.requests.at(-1)?.messages.at(-1) };
}

describe('is refused, with nothing on disk and no audit row:', () => {
  test.each([
    ['a PDF', { mediaType: 'application/pdf' }, 'mediaType'],
    ['an SVG', { mediaType: 'image/svg+xml' }, 'mediaType'],
    ['any bytes', { mediaType: 'application/octet-stream' }, 'mediaType'],
    ['a type with parameters', { mediaType: 'text/plain; charset=utf-8' }, 'mediaType'],
    ['a name with a folder', { name: '../token' }, 'name'],
    ['a name with a line break', { name: 'a\nb' }, 'name'],
    ['no name', { name: '' }, 'name'],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 'name'],
    ['base64 without padding', { dataBase64: 'YQ' }, 'dataBase64'],
    ['base64 with bits left over', { dataBase64: 'YR==' }, 'dataBase64'],
    ['base64 of URLs', { dataBase64: '-_8=' }, 'dataBase64'],
    ['a first piece with nothing in it', { dataBase64: '' }, 'dataBase64'],
    ['an empty attachment', { dataBase64: '', last: true }, 'dataBase64'],
    ['a first piece that begins later', { offset: 5 }, 'offset'],
    ['a negative offset', { offset: -1 }, 'offset'],
    ['text that is no UTF-8', { dataBase64: '/w==', last: true }, 'mediaType'],
    ['text with a NUL', { dataBase64: 'YQBi', last: true }, 'mediaType'],
    ['a PNG that is none', { mediaType: 'image/png', last: true }, 'mediaType'],
    ['a JPEG that is a PNG', { mediaType: 'image/jpeg', dataBase64: PNG.toString('base64'), last: true }, 'mediaType'],
  ])('%s, INVALID_REQUEST naming the field', async (_what, more, field) => {
    const before = files().length;
    expect(await refusal('text', more)).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    expect(files()).toHaveLength(before);
    expect(await audited()).toEqual([]);
  });

  test('a piece above 128 KiB, PAYLOAD_TOO_LARGE or INVALID_REQUEST before it is read', async () => {
    expect(await refusal(Buffer.alloc(PIECE + 1, 'x'))).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(await refusal(Buffer.alloc(PIECE + 3, 'x'))).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  test('a piece of an upload that is not there, or of somebody else, NOT_FOUND', async () => {
    const { attachmentId } = await put('begun');
    const service = await gateway.connect('service');
    const next = { offset: 5, uploadId: attachmentId };
    expect(await refusal('x', { ...next, uploadId: 'att_none' })).toMatchObject({ code: 'NOT_FOUND' });
    const stolen = piece(Buffer.from('x'), next);
    expect(await service.refusal('attachments.put', stolen)).toMatchObject({ code: 'NOT_FOUND' });
    service.close();
  });

  test('a piece at a wrong place, or for another file, INVALID_REQUEST with the offset that is expected', async () => {
    const { attachmentId: uploadId } = await put('begun');
    for (const offset of [0, 4, 6]) {
      expect(await refusal('x', { uploadId, offset })).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { field: 'offset', expectedOffset: 5 },
      });
    }
    expect(await refusal('x', { uploadId, offset: 5, name: 'other.txt' })).toMatchObject({
      details: { field: 'name' },
    });
    expect(await refusal('x', { uploadId, offset: 5, mediaType: 'text/html' })).toMatchObject({
      details: { field: 'mediaType' },
    });
  });

  test('what is not complete, NOT_FOUND: for reading, and for a run, which is not accepted', async () => {
    const { attachmentId } = await put('begun');
    const run = { input: 'x', attachments: [attachmentId], idempotencyKey: newKey() };
    expect(await client.refusal('attachments.get', { attachmentId })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.refusal('attachments.get', { attachmentId: 'att_none' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.refusal('agent.run', run)).toMatchObject({ code: 'NOT_FOUND' });
    const many = { ...run, attachments: Array.from({ length: 21 }, () => attachmentId), idempotencyKey: newKey() };
    expect(await client.refusal('agent.run', many)).toMatchObject({ code: 'INVALID_REQUEST' });
    expect((await client.call('runs.list', {})).items).toEqual([]);
  });
});

test('more than 10 MiB is PAYLOAD_TOO_LARGE, exactly 10 MiB is not', async () => {
  const bytes = Buffer.alloc(PIECE, 'x');
  let uploadId: string | undefined;
  for (let offset = 0; offset < 10 * 1024 * 1024; offset += PIECE) {
    const call = piece(bytes, { offset, ...(uploadId === undefined ? {} : { uploadId }) });
    uploadId = (await client.call('attachments.put', call)).attachmentId;
  }
  const end = { offset: 10 * 1024 * 1024, last: true, ...(uploadId === undefined ? {} : { uploadId }) };
  expect(await refusal('x', end)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  expect(await put('', end)).toEqual({ attachmentId: uploadId, received: end.offset });
});

test('an upload in pieces comes back to the byte, as one file for its owner only, with one audit row', async () => {
  const before = { files: new Set(files()), audited: (await audited()).length };
  const content = Buffer.concat([PNG, randomBytes(2 * PIECE)]);
  const attachmentId = await upload(content, { name: '图 1.png', mediaType: 'image/png' });
  expect(await download(attachmentId)).toEqual({ pieces: 3, content });
  expect(await client.call('attachments.get', { attachmentId })).toMatchObject({
    name: '图 1.png',
    mediaType: 'image/png',
    size: content.length,
    nextOffset: PIECE,
  });
  expect(await client.refusal('attachments.get', { attachmentId, offset: content.length + 1 })).toMatchObject({
    code: 'INVALID_REQUEST',
  });
  expect(
    await refusal('x', { uploadId: attachmentId, offset: content.length, name: '图 1.png', mediaType: 'image/png' }),
  ).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'uploadId' } });
  const entries = await audited();
  expect(entries).toHaveLength(before.audited + 1);
  expect(entries[0]).toMatchObject({ resource: attachmentId, outcome: 'allowed', detail: { size: content.length } });
  // The pieces go after the answer.
  await expect.poll(() => files().filter((file) => !before.files.has(file)).length).toBe(1);
  for (const file of files()) expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the same key answers with the first answer and adds nothing; of two pieces for one place one is taken', async () => {
  const first = piece(Buffer.from('one '));
  const begun = await client.call('attachments.put', first);
  expect(await client.call('attachments.put', first)).toEqual(begun);
  const next = { uploadId: begun.attachmentId, offset: 4, last: true };
  const calls = ['two', 'TWO', '2 2'].map((content) => put(content, next).then(() => content));
  const results = await Promise.allSettled(calls);
  const taken = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  expect(taken).toHaveLength(1);
  expect((await download(begun.attachmentId)).content.toString()).toBe(`one ${taken[0]}`);
});

test('an upload goes on after a restart, where it was', async () => {
  const { attachmentId } = await put('before ');
  await gateway.restart();
  client = await gateway.connect();
  await put('after', { uploadId: attachmentId, offset: 7, last: true });
  expect((await download(attachmentId)).content.toString()).toBe('before after');
});

test('bytes that somebody cut off are gone: for reading, and for the last piece, which completes nothing', async () => {
  const whole = await upload(Buffer.from('whole until it was cut'));
  const { attachmentId: begun } = await put('begun and cut');
  for (const file of files()) if (readFileSync(file, 'utf8').endsWith(' cut')) truncateSync(file, 5);
  const gone = { code: 'NOT_FOUND', message: 'Bytes of this attachment are gone.' };
  expect(await client.refusal('attachments.get', { attachmentId: whole })).toMatchObject(gone);
  expect(await refusal(' end', { uploadId: begun, offset: 13, last: true })).toMatchObject(gone);
  expect(await client.refusal('attachments.get', { attachmentId: begun })).toMatchObject({ code: 'NOT_FOUND' });
});

describe('a run', () => {
  test('that waits behind another keeps its attachments', async () => {
    const attachmentId = await upload(Buffer.from('queued text'));
    const stream = client.stream();
    await stream.started;
    const first = await client.call('agent.run', { input: 'hold', idempotencyKey: newKey() });
    const { sessionId } = first;
    const call = { sessionId, input: 'next', attachments: [attachmentId], onBusy: 'queue' as const };
    const { runId, status } = await client.call('agent.run', { ...call, idempotencyKey: newKey() });
    expect(status).toBe('queued');
    letGo();
    await stream.until(ends(runId));
    stream.stop();
    const accepted = stream.envelopes.filter((each) => each.event === 'agent.accepted' && each.runId === runId);
    expect(accepted.map(({ payload }) => payload)).toMatchObject([
      { status: 'queued', attachments: [attachmentId] },
      { status: 'accepted', attachments: [attachmentId] },
    ]);
    expect(models.requests.at(-1)?.messages.at(-1)).toMatchObject({
      text: expect.stringContaining('queued text') as unknown,
    });
  });

  test('gives texts to the model under a line that names them, and images to be read when they are needed', async () => {
    const notes = await upload(Buffer.from('第一\n'), { name: '笔记.md', mediaType: 'text/markdown' });
    const image = await upload(PNG, { name: 'a.png', mediaType: 'image/png' });
    const { envelopes, asked } = await ran([notes, image, notes]);
    const accepted = envelopes.find((each) => each.event === 'agent.accepted');
    expect(accepted?.payload).toMatchObject({ input: 'look', attachments: [notes, image] });
    expect(asked).toEqual({
      role: 'user',
      text: 'look\n\n[attachment "笔记.md", text/markdown, 7 bytes]\n第一\n[end of "笔记.md"]',
      images: [{ name: 'a.png', mediaType: 'image/png', data: expect.any(Function) as unknown }],
    });
    const data = asked?.role === 'user' ? await asked.images?.[0]?.data() : undefined;
    expect(Buffer.from(data ?? [])).toEqual(PNG);
  });

  test('gives 64 KiB of a long text, whole characters, and says what is left out', async () => {
    const content = Buffer.from(`xx${'字'.repeat(40_000)}`);
    const attachmentId = await upload(content);
    const { asked } = await ran([attachmentId]);
    const said = asked?.role === 'user' ? asked.text : '';
    expect(said).toMatch(/\n\[cut after 65536 of 120002 bytes\]$/);
    expect(said).not.toContain('\uFFFD');
    expect(said.match(/字/g)).toHaveLength(21_844);
  });

  test('goes on when the bytes are gone, and says so to the model', async () => {
    const attachmentId = await upload(Buffer.from('will be gone'), { name: 'gone.txt' });
    for (const file of files()) if (readFileSync(file, 'utf8') === 'will be gone') rmSync(file);
    expect((await ran([attachmentId])).asked).toEqual({
      role: 'user',
      text: 'look\n\n[attachment "gone.txt" is gone]',
    });
  });
});

test('at start, uploads that nobody added to for a day go, and bytes that no row names; nothing else does', async () => {
  const complete = await upload(Buffer.from('complete'));
  const { attachmentId: stale } = await put('stale');
  const [tenant = ''] = readdirSync(join(gateway.home, 'attachments'));
  const orphan = join(gateway.home, 'attachments', tenant, 'blb_orphan');
  writeFileSync(orphan, 'left by a crash');
  await gateway.restart();
  await gateway.restart();
  expect(files()).toContain(orphan);
  clock.advance(25 * 60 * 60 * 1000);
  const { attachmentId: recent } = await (client = await gateway.connect()).call(
    'attachments.put',
    piece(Buffer.from('recent')),
  );
  // A start does it beside its work, and going away waits for it.
  await gateway.restart();
  await gateway.restart();
  client = await gateway.connect();
  expect(files()).not.toContain(orphan);
  expect(await refusal('x', { uploadId: stale, offset: 5 })).toMatchObject({ code: 'NOT_FOUND' });
  await put(' one', { uploadId: recent, offset: 6, last: true });
  expect((await download(recent)).content.toString()).toBe('recent one');
  expect((await download(complete)).content.toString()).toBe('complete');
  expect(files().filter((file) => readFileSync(file, 'utf8') === 'stale')).toEqual([]);
});
