/** What every implementation of MemoryFiles (src/domain/memory/ports.ts) guarantees. Each test gets a memory of its own. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { MEMORY_LIMITS, type MemoryFiles } from '../../domain/memory/ports.ts';
import type { Scope } from '../../domain/records.ts';

export type MemorySubject = {
  files: MemoryFiles;
  /** What a person does to a file behind our back. */
  byHand(path: string, content: string | Uint8Array): Promise<void>;
  /** Everything that is stored, ours or not, by its path. */
  stored(): Promise<Record<string, string>>;
};

export const MEMORY_SCOPE: Scope = { tenantId: 't_memory', workspaceId: 'w_memory' };
/** What the clock shows; in Shanghai it is the next day already. */
export const MEMORY_NOW = Date.parse('2026-11-22T18:30:00.000Z');

const LONG = 'MEMORY.md';
const DAY = 'memory/2026-11-22.md';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const versionOf = (text: string) => ({ hash: hashOf(text), bytes: Buffer.byteLength(text) });
const NONE = { hash: 'absent', bytes: 0 };

export function memoryContract(name: string, make: (timeZone?: string) => Promise<MemorySubject>): void {
  describe(`memory in ${name}`, () => {
    let subject: MemorySubject;
    let files: MemoryFiles;
    beforeEach(async () => {
      subject = await make();
      files = subject.files;
    });
    const read = async (path: string) => (await files.read(MEMORY_SCOPE, path)).text;
    const write = (path: string, change: { append: string } | { replace: string }, expected: string) =>
      files.write(MEMORY_SCOPE, path, change, expected);
    const appendOnce = (path: string, text: string, since: { hash: string; bytes: number }) =>
      files.appendOnce(MEMORY_SCOPE, path, text, since);
    const search = async (query: string, limit = 50) =>
      (await files.search(MEMORY_SCOPE, query, limit)).map(({ path, line, text }) => [path, line, text]);

    describe('is refused, and nothing changes:', () => {
      test.each(['tenantId', 'workspaceId'] as const)('anything under another %s, NOT_FOUND', async (field) => {
        await subject.byHand(LONG, 'known\n');
        const scope = { ...MEMORY_SCOPE, [field]: 'other' };
        for (const call of [
          () => files.list(scope),
          () => files.read(scope, LONG),
          () => files.search(scope, 'known', 9),
          () => files.write(scope, LONG, { append: 'x' }, hashOf('known\n')),
          () => files.appendOnce(scope, LONG, 'x', versionOf('known\n')),
        ]) {
          await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
        }
        expect(await subject.stored()).toEqual({ [LONG]: 'known\n' });
      });

      test.each([
        'memory.md',
        './MEMORY.md',
        'memory/../MEMORY.md',
        '../token',
        '/etc/passwd',
        '2026-11-22.md',
        'memory/MEMORY.md',
        'memory/2026-02-30.md',
        'memory/notes.md',
        'MEMORY.md\0',
      ])('the path %j, INVALID_REQUEST', async (path) => {
        const refusal = { code: 'INVALID_REQUEST', details: { field: 'path' } };
        await expect(files.read(MEMORY_SCOPE, path)).rejects.toMatchObject(refusal);
        await expect(write(path, { replace: 'x' }, 'absent')).rejects.toMatchObject(refusal);
        await expect(appendOnce(path, 'x', NONE)).rejects.toMatchObject(refusal);
        expect(await subject.stored()).toEqual({});
      });

      test.each(['half \ud83d', 'a\0b'])('the text %j, which could not be read back, INVALID_REQUEST', async (text) => {
        const refusal = { code: 'INVALID_REQUEST' };
        await expect(write(LONG, { replace: text }, 'absent')).rejects.toMatchObject(refusal);
        await expect(write(DAY, { append: text }, 'absent')).rejects.toMatchObject(refusal);
        await expect(appendOnce(DAY, text, NONE)).rejects.toMatchObject(refusal);
        expect(await subject.stored()).toEqual({});
      });

      test('a file that would grow above the cap, PAYLOAD_TOO_LARGE; the cap itself fits', async () => {
        const full = `${'x'.repeat(MEMORY_LIMITS.maxFileBytes - 1)}\n`;
        const { hash } = await write(LONG, { replace: full }, 'absent');
        const refusal = { code: 'PAYLOAD_TOO_LARGE' };
        await expect(write(LONG, { append: 'y' }, hash)).rejects.toMatchObject(refusal);
        await expect(appendOnce(LONG, 'y', versionOf(full))).rejects.toMatchObject(refusal);
        await expect(write(LONG, { replace: `${full}y` }, hash)).rejects.toMatchObject(refusal);
        expect(await read(LONG)).toBe(full);
      });

      test('what would be more than all of memory may hold, PAYLOAD_TOO_LARGE: a day of the calendar costs nothing', async () => {
        const whole = 'x'.repeat(MEMORY_LIMITS.maxFileBytes);
        const days = Array.from({ length: MEMORY_LIMITS.maxTotalBytes / whole.length }, (_, index) =>
          new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10),
        );
        for (const day of days) await subject.byHand(`memory/${day}.md`, whole);
        const refusal = { code: 'PAYLOAD_TOO_LARGE' };
        await expect(write(LONG, { replace: 'y' }, 'absent')).rejects.toMatchObject(refusal);
        await expect(write('memory/9999-12-31.md', { append: 'y' }, 'absent')).rejects.toMatchObject(refusal);
        await expect(appendOnce('memory/9999-12-31.md', 'y', NONE)).rejects.toMatchObject(refusal);
        await subject.byHand(`memory/${days[0]}.md`, 'short\n');
        expect(await write(LONG, { replace: 'y' }, 'absent')).toEqual(versionOf('y'));
      });

      test('one file more than memory may have, PAYLOAD_TOO_LARGE; those that are there still grow', async () => {
        const days = Array.from({ length: MEMORY_LIMITS.maxFiles }, (_, index) =>
          new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10),
        );
        for (const day of days) await subject.byHand(`memory/${day}.md`, 'x\n');
        await expect(appendOnce('memory/9999-12-31.md', 'y', NONE)).rejects.toMatchObject({
          code: 'PAYLOAD_TOO_LARGE',
        });
        expect(await appendOnce(`memory/${days[0]}.md`, 'y', versionOf('x\n'))).toEqual(versionOf('x\ny\n'));
      });

      test('a file that a person let grow above the cap: PAYLOAD_TOO_LARGE, and not listed', async () => {
        await subject.byHand(LONG, 'x'.repeat(MEMORY_LIMITS.maxFileBytes + 1));
        await expect(files.read(MEMORY_SCOPE, LONG)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
        await expect(appendOnce(LONG, 'y', NONE)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
        expect(await files.list(MEMORY_SCOPE)).toEqual([]);
      });

      test.each([
        ['no UTF-8', Buffer.from([0x61, 0xff, 0x0a])],
        ['a cut character', Buffer.from('漢').subarray(0, 2)],
        ['a NUL', Buffer.from('a\0b\n')],
      ])('a file that holds %s: INVALID_REQUEST, neither listed nor searched, and left as it is', async (_, bytes) => {
        await subject.byHand(DAY, bytes);
        const before = await subject.stored();
        const refusal = { code: 'INVALID_REQUEST', details: { field: 'path' } };
        await expect(files.read(MEMORY_SCOPE, DAY)).rejects.toMatchObject(refusal);
        await expect(appendOnce(DAY, 'y', NONE)).rejects.toMatchObject(refusal);
        expect([await files.list(MEMORY_SCOPE), await search('a')]).toEqual([[], []]);
        expect(await subject.stored()).toEqual(before);
      });

      test('a write on content that is another one, VERSION_CONFLICT with the hash that it has', async () => {
        await subject.byHand(LONG, 'by a person\n');
        const refusal = { code: 'VERSION_CONFLICT', details: { currentHash: hashOf('by a person\n') } };
        for (const expected of ['absent', hashOf('what it was\n'), '']) {
          await expect(write(LONG, { replace: 'x' }, expected)).rejects.toMatchObject(refusal);
          await expect(write(LONG, { append: 'x' }, expected)).rejects.toMatchObject(refusal);
        }
        await expect(write(DAY, { append: 'x' }, hashOf(''))).rejects.toMatchObject({
          details: { currentHash: 'absent' },
        });
        expect(await subject.stored()).toEqual({ [LONG]: 'by a person\n' });
      });

      test('an addition to content that a person has changed since: VERSION_CONFLICT, for nobody can say', async () => {
        const since = versionOf('one\ntwo\n');
        for (const changed of ['ONE\ntwo\n', 'one\n', '', 'two\n']) {
          await subject.byHand(DAY, changed);
          await expect(appendOnce(DAY, 'x', since)).rejects.toMatchObject({
            code: 'VERSION_CONFLICT',
            details: { currentHash: hashOf(changed) },
          });
          expect(await read(DAY)).toBe(changed);
        }
      });
    });

    describe('writing', () => {
      test('a file that is not there reads as empty, and is made by the first write', async () => {
        expect(await files.read(MEMORY_SCOPE, LONG)).toEqual({ text: '', ...NONE });
        expect(await write(LONG, { replace: '# 記憶\n' }, 'absent')).toEqual(versionOf('# 記憶\n'));
        expect(await files.read(MEMORY_SCOPE, LONG)).toEqual({ text: '# 記憶\n', ...versionOf('# 記憶\n') });
      });

      test('text is added on lines of its own, also to a file that a person left without a last line feed', async () => {
        const first = await write(DAY, { append: 'one' }, 'absent');
        const second = await write(DAY, { append: 'two\n' }, first.hash);
        expect(second).toEqual(versionOf('one\ntwo\n'));
        await subject.byHand(DAY, 'by hand');
        expect(await write(DAY, { append: 'three' }, hashOf('by hand'))).toEqual(versionOf('by hand\nthree\n'));
        expect(await read(DAY)).toBe('by hand\nthree\n');
      });

      test('a byte order mark and carriage returns of an editor stay', async () => {
        await subject.byHand(DAY, '\ufeffone\r\n');
        await write(DAY, { append: 'two' }, hashOf('\ufeffone\r\n'));
        expect(await read(DAY)).toBe('\ufeffone\r\ntwo\n');
      });

      test('of twenty who saw the same content one replaces it, and the others are told what it is now', async () => {
        const tries = Array.from({ length: 20 }, (_, n) => write(LONG, { replace: `${n}\n` }, 'absent'));
        const results = await Promise.allSettled(tries);
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const { hash } = await files.read(MEMORY_SCOPE, LONG);
        for (const result of results) {
          if (result.status === 'rejected') {
            expect(result.reason).toMatchObject({ code: 'VERSION_CONFLICT', details: { currentHash: hash } });
          }
        }
      });

      test('a replacement that is there already counts as written', async () => {
        await write(LONG, { replace: 'new\n' }, 'absent');
        expect(await write(LONG, { replace: 'new\n' }, 'absent')).toEqual(versionOf('new\n'));
      });

      test('whoever reads meanwhile sees the old content or the new, never a part', async () => {
        const contents = Array.from({ length: 12 }, (_, n) => `${String(n).repeat(100_000)}\n`);
        let writing = true;
        const seen = new Set<string>(['']);
        const reader = (async () => {
          while (writing) seen.add(await read(LONG));
        })();
        let { hash } = NONE as { hash: string };
        for (const content of contents) ({ hash } = await write(LONG, { replace: content }, hash));
        writing = false;
        await reader;
        expect([...seen].filter((text) => text !== '' && !contents.includes(text))).toEqual([]);
      });
    });

    describe('an addition that is repeated, as after a crash,', () => {
      test('is one', async () => {
        const first = await appendOnce(DAY, 'fact', NONE);
        expect(first).toEqual(versionOf('fact\n'));
        expect(await appendOnce(DAY, 'fact', NONE)).toEqual(first);
        const second = await appendOnce(DAY, 'fact', first);
        expect(await appendOnce(DAY, 'fact', first)).toEqual(second);
        expect(await read(DAY)).toBe('fact\nfact\n');
      });

      test('is one also when others have added something since, before it or after it', async () => {
        await subject.byHand(DAY, 'old\n');
        const since = versionOf('old\n');
        await appendOnce(DAY, 'another', since);
        await appendOnce(DAY, 'fact', since);
        await subject.byHand(DAY, `${await read(DAY)}by hand\n`);
        await appendOnce(DAY, 'fact', since);
        expect(await read(DAY)).toBe('old\nanother\nfact\nby hand\n');
      });

      test('is made when only a part of a line is like it, or a line from before', async () => {
        await subject.byHand(DAY, 'fact\nopen');
        const since = versionOf('fact\nopen');
        await subject.byHand(DAY, 'fact\nopenfact\nno fact\nfacts\n');
        await appendOnce(DAY, 'fact', since);
        expect(await read(DAY)).toBe('fact\nopenfact\nno fact\nfacts\nfact\n');
      });

      test('by twenty at once, each with its own text, loses none', async () => {
        const texts = Array.from({ length: 20 }, (_, n) => `fact ${n}`);
        await Promise.all(texts.map((text) => appendOnce(DAY, text, NONE)));
        expect((await read(DAY)).trimEnd().split('\n').sort()).toEqual(texts.sort());
      });
    });

    describe('reading', () => {
      test('lists MEMORY.md first, then days, newest first, and nothing else', async () => {
        for (const path of ['memory/2025-12-31.md', DAY, 'memory/2026-01-01.md', LONG]) {
          await subject.byHand(path, `in ${path}\n`);
        }
        const listed = await files.list(MEMORY_SCOPE);
        expect(listed.map(({ updatedAt: _, ...file }) => file)).toEqual(
          [LONG, DAY, 'memory/2026-01-01.md', 'memory/2025-12-31.md'].map((path) => ({
            path,
            ...versionOf(`in ${path}\n`),
          })),
        );
        for (const { updatedAt } of listed) expect(Number.isSafeInteger(updatedAt)).toBe(true);
      });

      test('finds lines that hold every word, in any order, script, case and width', async () => {
        await subject.byHand(
          LONG,
          'The PostgreSQL port is 5433\n喜欢喝乌龙茶，不喝咖啡\nＡＰＩ の ＵＲＬ\nСервер в Берлине\n',
        );
        expect(await search('PORT postgresql')).toEqual([[LONG, 1, 'The PostgreSQL port is 5433']]);
        expect(await search('port mysql')).toEqual([]);
        expect(await search('咖啡')).toEqual([[LONG, 2, '喜欢喝乌龙茶，不喝咖啡']]);
        expect(await search('咖啡 乌龙')).toEqual([[LONG, 2, '喜欢喝乌龙茶，不喝咖啡']]);
        expect(await search('api url')).toEqual([[LONG, 3, 'ＡＰＩ の ＵＲＬ']]);
        expect(await search('СЕРВЕР')).toEqual([[LONG, 4, 'Сервер в Берлине']]);
        // Words of two lines are no hit, and characters that patterns give a meaning have none.
        expect([await search('5433 咖啡'), await search('.*'), await search('  ')]).toEqual([[], [], []]);
      });

      test('answers the newest first, and no more than asked for', async () => {
        await subject.byHand(LONG, 'tea one\ntea two\n');
        await subject.byHand('memory/2026-11-21.md', 'tea three\n');
        await subject.byHand(DAY, 'tea four\nnothing\ntea five\n');
        const all = [
          [LONG, 1, 'tea one'],
          [LONG, 2, 'tea two'],
          [DAY, 3, 'tea five'],
          [DAY, 1, 'tea four'],
          ['memory/2026-11-21.md', 1, 'tea three'],
        ];
        expect(await search('tea')).toEqual(all);
        expect(await search('tea', 3)).toEqual(all.slice(0, 3));
      });

      test('cuts a long line between characters', async () => {
        await subject.byHand(LONG, `${'x'.repeat(499)}👍 needle\n`);
        expect(await search('needle')).toEqual([[LONG, 1, `${'x'.repeat(499)}\ufffd…`]]);
      });
    });

    test('today is the day where the person is', async () => {
      expect(files.today()).toBe('memory/2026-11-22.md');
      expect((await make('Asia/Shanghai')).files.today()).toBe('memory/2026-11-23.md');
      expect((await make('America/Los_Angeles')).files.today()).toBe('memory/2026-11-22.md');
    });
  });
}
