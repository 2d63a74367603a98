import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BareClient, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { like } from '../matchers.fixture.ts';
import { scriptedModels, scriptedTools } from '../scripted.fixture.ts';

const LONG = 'MEMORY.md';
const DAY = 'memory/2026-11-22.md';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

let gateway: TestGateway;
let client: BareClient;
/** How many write transactions still succeed before the store goes away; Infinity while it stays. */
let writesLeft = Number.POSITIVE_INFINITY;
beforeAll(async () => {
  gateway = await startTestGateway({
    overrides: {
      models: scriptedModels(),
      tools: scriptedTools(),
      storageFault: () => {
        writesLeft -= 1;
        return writesLeft < 0;
      },
    },
  });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const fileOf = (path: string) => join(gateway.home, 'memory', basename(path));
const stored = (path: string) => readFileSync(fileOf(path), 'utf8');
const byHand = (path: string, text: string) => writeFileSync(fileOf(path), text);
const append = (path: string, text: string) => ({ path, text, idempotencyKey: newKey() });
const update = (text: string, expectedHash: string, path = LONG) => ({
  path,
  text,
  expectedHash,
  idempotencyKey: newKey(),
});
/** The audit rows of memory since the test began, oldest first. */
let seenAudit = 0;
const chain = async () =>
  (await client.call('audit.query', { limit: 500 })).items
    .filter(({ action }) => action.startsWith('memory.'))
    .reverse();
const audited = async () =>
  (await chain()).slice(seenAudit).map(({ action, resource, outcome, detail }) => [action, resource, outcome, detail]);

beforeEach(async () => {
  for (const name of readdirSync(join(gateway.home, 'memory'))) {
    rmSync(join(gateway.home, 'memory', name), { recursive: true });
  }
  seenAudit = (await chain()).length;
});

describe('is refused, with no change and no audit row of one:', () => {
  test.each(['memory.md', '../token', 'memory/../MEMORY.md', 'memory/2026-02-30.md', '/etc/passwd', 'notes.md', ''])(
    'the path %j, INVALID_REQUEST naming it',
    async (path) => {
      const refusal = { code: 'INVALID_REQUEST', details: { field: 'path' } };
      expect(await client.refusal('memory.get', { path })).toMatchObject(refusal);
      expect(await client.refusal('memory.append', append(path, 'x'))).toMatchObject(refusal);
      expect(await client.refusal('memory.update', update('x', 'absent', path))).toMatchObject(refusal);
    },
  );

  test.each([
    ['no text to add', 'memory.append', { path: LONG, text: '' }, 'text'],
    ['half a character', 'memory.append', { path: LONG, text: '\ud83d' }, 'text'],
    ['a NUL', 'memory.update', { path: LONG, text: 'a\0', expectedHash: 'absent' }, 'text'],
    ['200,001 characters', 'memory.append', { path: LONG, text: 'x'.repeat(200_001) }, 'text'],
    ['a hash that is none', 'memory.update', { path: LONG, text: 'a', expectedHash: 'HEAD' }, 'expectedHash'],
    ['an update of a day, which only grows', 'memory.update', { path: DAY, text: 'a', expectedHash: 'absent' }, 'path'],
  ] as const)('%s, INVALID_REQUEST', async (_, method, params, field) => {
    const refusal = await client.refusal(method, { ...params, idempotencyKey: newKey() });
    expect(refusal).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
  });

  test('an empty query, INVALID_REQUEST', async () => {
    expect(await client.refusal('memory.search', { query: ' ' })).toMatchObject({ details: { field: 'query' } });
  });

  test('an update by a service, FORBIDDEN: it may read and add', async () => {
    const service = await gateway.connect('service');
    expect(await service.refusal('memory.update', update('x', 'absent'))).toMatchObject({ code: 'FORBIDDEN' });
    expect((await service.call('memory.list', {})).files).toEqual([]);
    service.close();
  });

  test('an update of another content than the one seen, VERSION_CONFLICT with the hash that it has, also when repeated', async () => {
    byHand(LONG, 'by a person\n');
    const call = update('mine\n', hashOf('what it was'));
    const refusal = await client.refusal('memory.update', call);
    expect(refusal).toMatchObject({
      code: 'VERSION_CONFLICT',
      retryable: false,
      details: { currentHash: hashOf('by a person\n') },
    });
    expect(await client.refusal('memory.update', call)).toEqual(refusal);
    expect(stored(LONG)).toBe('by a person\n');
  });

  test.each<[string, (file: string) => void]>([
    ['a link', (file) => symlinkSync(join(gateway.home, 'token'), file)],
    ['a directory', (file) => mkdirSync(file)],
    ['bytes that are no text', (file) => writeFileSync(file, Buffer.from([0xff]))],
  ])('%s in the place of the file, INVALID_REQUEST', async (_, plant) => {
    plant(fileOf(LONG));
    const refusal = { code: 'INVALID_REQUEST', details: { field: 'path' } };
    expect(await client.refusal('memory.get', { path: LONG })).toMatchObject(refusal);
    expect(await client.refusal('memory.append', append(LONG, 'x'))).toMatchObject(refusal);
    expect(await client.refusal('memory.update', update('x', 'absent'))).toMatchObject(refusal);
  });

  // The one thing that the tests above have in common.
  beforeEach(() => async () => {
    const rows = await audited();
    if (rows.length > 0) throw new Error(`a refused call left ${JSON.stringify(rows)} in the audit trail`);
  });
});

test('a file that would grow too large is PAYLOAD_TOO_LARGE; that it was permitted and failed is in the audit trail', async () => {
  byHand(LONG, 'x'.repeat(1024 * 1024));
  expect(await client.refusal('memory.append', append(LONG, 'y'))).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
  const detail = { bytes: 1, digest: hashOf('y') };
  expect(await audited()).toEqual([
    ['memory.append', LONG, 'allowed', detail],
    ['memory.append', LONG, 'failed', { ...detail, code: 'PAYLOAD_TOO_LARGE' }],
  ]);
});

describe('reading', () => {
  test('lists what is there, and of a file that is not there says that it is empty', async () => {
    expect(await client.call('memory.get', { path: LONG })).toEqual({
      path: LONG,
      text: '',
      totalLines: 0,
      hash: 'absent',
    });
    byHand(LONG, 'one\n');
    byHand(DAY, '二\n');
    byHand('memory/2026-11-23.md', 'three\n');
    const { files } = await client.call('memory.list', {});
    expect(files.map(({ path, bytes, hash }) => [path, bytes, hash])).toEqual([
      [LONG, 4, hashOf('one\n')],
      ['memory/2026-11-23.md', 6, hashOf('three\n')],
      [DAY, 4, hashOf('二\n')],
    ]);
    expect(files[0]?.updatedAt).toEqual(like(/^\d{4}-\d\d-\d\dT.*Z$/));
  });

  test('answers lines with their ends, so that parts make the file', async () => {
    const text = '1\n\n三\r\n4';
    byHand(LONG, text);
    const get = (from: number, lines?: number) => client.call('memory.get', { path: LONG, from, lines });
    const file = { path: LONG, totalLines: 4, hash: hashOf(text) };
    expect(await client.call('memory.get', { path: LONG })).toEqual({ ...file, text });
    expect(await get(2, 2)).toEqual({ ...file, text: '\n三\r\n' });
    expect(await get(4)).toEqual({ ...file, text: '4' });
    expect(await get(5)).toEqual({ ...file, text: '' });
  });

  test('finds lines in any script, with their places', async () => {
    byHand(LONG, 'nothing\n喜欢乌龙茶 Tea\n');
    expect(await client.call('memory.search', { query: '乌龙 TEA' })).toEqual({
      hits: [{ path: LONG, line: 2, text: '喜欢乌龙茶 Tea' }],
    });
    expect(await client.call('memory.search', { query: '咖啡' })).toEqual({ hits: [] });
  });
});

describe('changing', () => {
  test('adds lines, replaces what was seen, and both are in the audit trail without their text', async () => {
    const added = await client.call('memory.append', append(LONG, 'one'));
    expect(added).toEqual({ path: LONG, hash: hashOf('one\n') });
    const updated = await client.call('memory.update', update('二\n', added.hash));
    expect(updated).toEqual({ path: LONG, hash: hashOf('二\n') });
    expect(stored(LONG)).toBe('二\n');
    expect(await audited()).toEqual([
      ['memory.append', LONG, 'allowed', { bytes: 3, digest: hashOf('one') }],
      ['memory.update', LONG, 'allowed', { bytes: 4, digest: hashOf('二\n'), previousDigest: hashOf('one\n') }],
    ]);
  });

  test('twenty with one key add one line and get one answer, also after a restart; other params are refused', async () => {
    const call = append(DAY, 'once');
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.call('memory.append', call)));
    expect(answers).toEqual(answers.map(() => ({ path: DAY, hash: hashOf('once\n') })));
    expect(await client.refusal('memory.append', { ...call, text: 'twice' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    await restart();
    expect(await client.call('memory.append', call)).toEqual(answers[0]);
    expect(await client.refusal('memory.append', { ...call, text: 'twice' })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect(stored(DAY)).toBe('once\n');
    expect(await audited()).toHaveLength(1);
  });

  test('twenty at once with keys of their own add twenty lines, also when they say the same', async () => {
    await Promise.all(Array.from({ length: 20 }, () => client.call('memory.append', append(DAY, 'same'))));
    expect(stored(DAY)).toBe('same\n'.repeat(20));
    expect(await audited()).toHaveLength(20);
  });

  test('of twenty who update what they saw one does, and the others are told', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => client.call('memory.update', update(`${n}\n`, 'absent'))),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

async function restart(): Promise<void> {
  await gateway.restart();
  client = await gateway.connect();
}

/** Lets the store go away after so many writes of the call; what it was by then is what a crash would have left. */
async function cutAfter(writes: number, method: 'memory.append' | 'memory.update', call: Record<string, unknown>) {
  writesLeft = writes;
  try {
    expect(await client.refusal(method, call)).toMatchObject({ code: 'STORAGE_UNAVAILABLE', retryable: true });
  } finally {
    writesLeft = Number.POSITIVE_INFINITY;
  }
}

describe('cut', () => {
  test('before anything is stored, nothing is written, and the same call does it once', async () => {
    const call = append(DAY, 'fact');
    await cutAfter(0, 'memory.append', call);
    expect(readdirSync(join(gateway.home, 'memory'))).toEqual([]);
    await client.call('memory.append', call);
    expect(stored(DAY)).toBe('fact\n');
    expect(await audited()).toHaveLength(1);
  });

  describe.each([
    ['at once', () => Promise.resolve()],
    ['after a restart', restart],
  ] as const)('between the file and the answer, the same call %s', (_, between) => {
    test('does not add a second line, and there is one audit row', async () => {
      byHand(DAY, 'old\n');
      const call = append(DAY, 'fact');
      await cutAfter(1, 'memory.append', call);
      expect(stored(DAY)).toBe('old\nfact\n');
      expect(await audited()).toHaveLength(1);
      await between();
      const answer = await client.call('memory.append', call);
      expect(answer).toEqual({ path: DAY, hash: hashOf('old\nfact\n') });
      expect(await client.call('memory.append', call)).toEqual(answer);
      expect(stored(DAY)).toBe('old\nfact\n');
      expect(await audited()).toHaveLength(1);
    });

    test('does not add a second line when others have added theirs', async () => {
      const call = append(DAY, 'fact');
      await cutAfter(1, 'memory.append', call);
      await between();
      await client.call('memory.append', append(DAY, 'theirs'));
      expect(await client.call('memory.append', call)).toEqual({ path: DAY, hash: hashOf('fact\ntheirs\n') });
      expect(stored(DAY)).toBe('fact\ntheirs\n');
    });

    test('is VERSION_CONFLICT when a person rewrote the file: nobody can say, and nothing is added', async () => {
      byHand(DAY, 'old\n');
      const call = append(DAY, 'fact');
      await cutAfter(1, 'memory.append', call);
      await between();
      byHand(DAY, 'rewritten\n');
      const refusal = await client.refusal('memory.append', call);
      expect(refusal).toMatchObject({ code: 'VERSION_CONFLICT', details: { currentHash: hashOf('rewritten\n') } });
      expect(await client.refusal('memory.append', call)).toEqual(refusal);
      expect(stored(DAY)).toBe('rewritten\n');
      expect((await audited()).map(([, , outcome]) => outcome)).toEqual(['allowed', 'failed']);
    });

    test('with other params is refused with IDEMPOTENCY_CONFLICT', async () => {
      const call = append(DAY, 'fact');
      await cutAfter(1, 'memory.append', call);
      await between();
      expect(await client.refusal('memory.append', { ...call, text: 'other' })).toMatchObject({
        code: 'IDEMPOTENCY_CONFLICT',
      });
      expect(await client.call('memory.append', call)).toMatchObject({ hash: hashOf('fact\n') });
    });

    test('updates once, with its answer', async () => {
      const call = update('new\n', 'absent');
      await cutAfter(1, 'memory.update', call);
      await between();
      expect(await client.call('memory.update', call)).toEqual({ path: LONG, hash: hashOf('new\n') });
      expect(await audited()).toHaveLength(1);
    });
  });

  test('between the intent and the file, the same call adds the line, after what others have added', async () => {
    const call = append(DAY, 'fact');
    // The folder is away for the moment of the write: the intent is stored, the file is not.
    const folder = join(gateway.home, 'memory');
    renameSync(folder, `${folder}-away`);
    expect(await client.refusal('memory.append', call)).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    renameSync(`${folder}-away`, folder);
    await client.call('memory.append', append(DAY, 'theirs'));
    expect(await client.call('memory.append', call)).toEqual({ path: DAY, hash: hashOf('theirs\nfact\n') });
    expect(stored(DAY)).toBe('theirs\nfact\n');
    expect(await audited()).toHaveLength(2);
  });
});
