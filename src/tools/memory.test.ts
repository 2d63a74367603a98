/** The tools of memory over real files, beside each other: what one adds the others read. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { ToolPlace } from '../domain/run/tool-port.ts';
import { createMemoryFiles } from '../storage/memory/files.ts';
import { contextOf, makeToolKit } from './tool-kit.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'openfoal-memory-tools-'));
let now = Date.parse('2026-11-22T12:00:00Z');
const scope = { tenantId: 't_test', workspaceId: 'w_test' };
const memory = createMemoryFiles({ folder, scope, now: () => now, timeZone: 'UTC' });
const noNetwork = (): never => {
  throw new Error('memory needs no network');
};
const kit = makeToolKit({ memory, http: { check: noNetwork, request: noNetwork } });
afterAll(async () => {
  await kit.close();
  rmSync(folder, { recursive: true });
});

let place: ToolPlace;
beforeEach(async () => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  now = Date.parse('2026-11-22T12:00:00Z');
  place = await kit.place();
});
const call = (name: string, args: Record<string, unknown>, at = place) => kit.call(name, args, { place: at });
const stored = (name: string) => readFileSync(join(folder, name), 'utf8');
const append = kit.tool('memory.append');

describe('is refused:', () => {
  test.each(['../token', '/etc/passwd', 'memory.md', 'memory/2026-02-30.md', 'notes.md', 'memory/../MEMORY.md', ''])(
    'the path %j, before anything is touched',
    (path) => {
      for (const [name, args] of [
        ['memory.get', { path }],
        ['memory.append', { path, text: 'x' }],
      ] as const) {
        expect(kit.tool(name).parse(args)).toMatchObject({ ok: false, message: expect.stringMatching(/^path: /) });
      }
    },
  );

  test('another workspace, NOT_FOUND', async () => {
    const elsewhere = { ...place, scope: { ...scope, workspaceId: 'w_other' } };
    for (const [name, args] of [
      ['memory.get', {}],
      ['memory.search', { query: 'x' }],
    ] as const) {
      expect(await call(name, args, elsewhere)).toMatchObject({ status: 'failed', error: { code: 'NOT_FOUND' } });
    }
    await expect(append.prepare({ text: 'x' }, elsewhere)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('adding to a day that a person rewrote since the call was prepared, VERSION_CONFLICT', async () => {
    writeFileSync(join(folder, '2026-11-22.md'), 'one\n');
    const { binding } = await append.prepare({ text: 'two' }, place);
    writeFileSync(join(folder, '2026-11-22.md'), 'ONE\n');
    const outcome = await append.run({ text: 'two' }, binding, contextOf(place));
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'VERSION_CONFLICT' } });
    expect(stored('2026-11-22.md')).toBe('ONE\n');
  });
});

describe('memory.append', () => {
  test('shows what is added and where, and is bound to the content that it is added to', async () => {
    expect(await append.prepare({ text: '- likes 乌龙茶' }, place)).toEqual({
      display: {
        kind: 'call',
        summary: 'Add to memory/2026-11-22.md:\n- likes 乌龙茶',
        cwd: place.folder,
        mode: 'local',
      },
      binding: { path: 'memory/2026-11-22.md', hash: 'absent', bytes: 0 },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('adds to today, and to MEMORY.md when asked, in every mode', async () => {
    expect(await call('memory.append', { text: 'a' })).toEqual({
      status: 'success',
      output: 'Added to memory/2026-11-22.md.',
    });
    await call('memory.append', { text: 'b' }, { ...place, mode: 'cloud' });
    await call('memory.append', { path: 'MEMORY.md', text: 'c' });
    expect([stored('2026-11-22.md'), stored('MEMORY.md')]).toEqual(['a\nb\n', 'c\n']);
  });

  test('that runs again after a crash, on the next day and after others, adds once, to the day it was meant for', async () => {
    const { binding } = await append.prepare({ text: 'fact' }, place);
    const first = await append.run({ text: 'fact' }, binding, contextOf(place));
    await call('memory.append', { text: 'of another session' });
    now += 24 * 60 * 60 * 1000;
    expect(await append.run({ text: 'fact' }, binding, contextOf(place))).toEqual(first);
    expect(stored('2026-11-22.md')).toBe('fact\nof another session\n');
    expect(readdirSync(folder)).toEqual(['2026-11-22.md']);
  });

  test('of twenty sessions at once, prepared on the same content, loses none', async () => {
    const texts = Array.from({ length: 20 }, (_, n) => `fact ${n}`);
    const bindings = await Promise.all(texts.map((text) => append.prepare({ text }, place)));
    await Promise.all(texts.map((text, n) => append.run({ text }, bindings[n]?.binding ?? {}, contextOf(place))));
    expect(stored('2026-11-22.md').trimEnd().split('\n').sort()).toEqual(texts.sort());
  });
});

describe('memory.get', () => {
  const get = async (args: Record<string, unknown>, outputBytes = 64 * 1024) =>
    (await call('memory.get', args, { ...place, limits: { ...place.limits, outputBytes } })).output;

  test('of a file that is not there says that it is empty', async () => {
    expect(await get({})).toBe('[MEMORY.md is empty]');
  });

  test('reads MEMORY.md, or a day, as it is', async () => {
    writeFileSync(join(folder, 'MEMORY.md'), '# 記憶\n\n- one');
    writeFileSync(join(folder, '2026-11-22.md'), 'day\n');
    expect([await get({}), await get({ path: 'memory/2026-11-22.md' })]).toEqual(['# 記憶\n\n- one', 'day\n']);
  });

  test('reads a long file in parts that say how to go on', async () => {
    writeFileSync(join(folder, 'MEMORY.md'), '1\n2\n3\n4\n5');
    expect(await get({ lines: 2 })).toBe('1\n2\n[lines 1 to 2 of 5; read on from line 3]');
    expect(await get({ from: 3, lines: 2 })).toBe('3\n4\n[lines 3 to 4 of 5; read on from line 5]');
    expect(await get({ from: 5 })).toBe('5\n[lines 5 to 5 of 5; this is the end]');
    expect(await get({ from: 6 })).toBe('[MEMORY.md ends at line 5; nothing from line 6]');
  });

  test('keeps to the output that the policy allows, with whole lines, or a line cut between characters', async () => {
    writeFileSync(join(folder, 'MEMORY.md'), `${'漢'.repeat(400)}\n${'x'.repeat(10)}\n`);
    expect(await get({}, 1_024)).toBe(
      `${'漢'.repeat(341)}[60 more characters on this line]\n[lines 1 to 1 of 2; read on from line 2]`,
    );
    expect(await get({}, 1_205)).toBe(`${'漢'.repeat(400)}\n[lines 1 to 1 of 2; read on from line 2]`);
  });
});

describe('memory.search', () => {
  test('answers lines with their places, newest first, and says when there is nothing or more', async () => {
    writeFileSync(join(folder, 'MEMORY.md'), 'Tea: 乌龙\n');
    writeFileSync(join(folder, '2026-11-22.md'), 'no\ngreen TEA\nblack tea\n');
    const search = async (args: Record<string, unknown>) => (await call('memory.search', args)).output;
    expect(await search({ query: 'tea' })).toBe(
      'MEMORY.md:1: Tea: 乌龙\nmemory/2026-11-22.md:3: black tea\nmemory/2026-11-22.md:2: green TEA',
    );
    expect(await search({ query: '乌龙 tea' })).toBe('MEMORY.md:1: Tea: 乌龙');
    expect(await search({ query: 'tea', limit: 1 })).toBe('MEMORY.md:1: Tea: 乌龙\n[the first 1; there may be more]');
    expect(await search({ query: 'coffee' })).toBe('[nothing in memory holds all of these words]');
  });

  test('keeps to the output that the policy allows, and counts what is left out', async () => {
    writeFileSync(join(folder, 'MEMORY.md'), `${'x'.repeat(490)} tea\n`.repeat(5));
    const limits = { ...place.limits, outputBytes: 1_024 };
    const { output } = await call('memory.search', { query: 'tea' }, { ...place, limits });
    expect(output.split('\n').map((line) => line.slice(0, 15))).toEqual([
      'MEMORY.md:1: xx',
      'MEMORY.md:2: xx',
      '[3 more lines d',
    ]);
  });
});
