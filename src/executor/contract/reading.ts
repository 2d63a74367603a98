import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isProtocolError } from '../../protocol/errors.ts';
import { prepared, run, type SubjectOf, textOf } from './subject.ts';

const WHOLE = { offset: 0, maxBytes: 1024 * 1024 };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const TRAPS = `
  mkdir a; echo real > real; echo a > a/file; mkfifo fifo
  ln -s /etc/passwd file-link; ln -s real inner-link; ln -s nowhere dangling-link; ln -s /etc dir-link; ln -s .. a/up-link
  python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'`;

export function readingContract(subject: SubjectOf): void {
  test('an absolute path inside the folder is that file', async () => {
    const place = await prepared(subject(), 'mkdir a; echo text > a/file');
    const { bytes } = await subject().executor.readFile(place, `${place.folder}/a/file`, WHOLE);
    expect(textOf(bytes)).toBe('text\n');
  });

  test('a folder whose name only begins alike is outside', async () => {
    const place = await subject().place();
    const path = `${place.folder}-other/file`;
    await expect(subject().executor.readFile(place, path, WHOLE)).rejects.toMatchObject({
      code: 'PATH_OUTSIDE_WORKSPACE',
    });
  });

  test('`..` inside the folder, doubled slashes and dots lead where they say', async () => {
    const place = await prepared(subject(), 'mkdir -p a/b; echo text > a/file');
    const { bytes } = await subject().executor.readFile(place, './/a/b/.././file', WHOLE);
    expect(textOf(bytes)).toBe('text\n');
  });

  test('a directory swapped for a link while it is read never leads out', async () => {
    const { executor } = subject();
    const place = await prepared(subject(), 'mkdir d out; echo inside > d/secret; ln -s /tmp link');
    const outside = (await run(subject(), place, { script: 'mktemp -d' })).output.trim();
    await run(subject(), place, { script: `echo outside > ${outside}/secret; rm link; ln -s ${outside} link` });
    const controller = new AbortController();
    const swapping = run(subject(), place, {
      script: 'touch ready; while :; do mv -T d keep; mv -T link d; mv -T d link; mv -T keep d; done',
      signal: controller.signal,
      timeoutMs: 60_000,
    });
    const seen = new Set<string>();
    try {
      for (let round = 0; round < 400 || !seen.has('inside\n'); round += 1) {
        seen.add(
          await executor.readFile(place, 'd/secret', WHOLE).then(
            ({ bytes }) => textOf(bytes),
            (error: unknown) => (isProtocolError(error) ? error.code : String(error)),
          ),
        );
      }
    } finally {
      controller.abort();
      await swapping;
      await run(subject(), place, { script: `rm -r ${outside}` });
    }
    expect([...seen].filter((each) => !['inside\n', 'NOT_FOUND', 'PATH_OUTSIDE_WORKSPACE'].includes(each))).toEqual([]);
  });

  test('a file without permission is refused with TOOL_EXEC_FAILED', async () => {
    const place = await prepared(subject(), 'echo text > locked; chmod 000 locked');
    const reading = () => subject().executor.readFile(place, 'locked', WHOLE);
    await expect(subject().asPlainUser(reading)).rejects.toMatchObject({
      code: 'TOOL_EXEC_FAILED',
      message: expect.stringMatching(/permission/i) as unknown,
    });
  });

  test('a missing file is NOT_FOUND for readFile and absent for snapshot, also below a missing directory', async () => {
    const place = await subject().place();
    const { executor } = subject();
    for (const path of ['missing', 'no/such/file']) {
      await expect(executor.readFile(place, path, WHOLE)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await executor.snapshot(place, path, 100)).toEqual({ bytes: new Uint8Array(), hash: 'absent' });
    }
  });

  test('a file larger than 64 MiB is refused and says so', async () => {
    const place = await prepared(subject(), 'truncate -s 65M large');
    await expect(subject().executor.readFile(place, 'large', WHOLE)).rejects.toMatchObject({
      code: 'TOOL_EXEC_FAILED',
      message: expect.stringContaining('64 MiB') as unknown,
    });
  });

  test('a range has the size and hash of the whole file', async () => {
    const place = await prepared(subject(), 'printf 0123456789 > digits');
    const { executor } = subject();
    const whole = { totalBytes: 10, hash: sha256('0123456789') };
    const read = async (offset: number, maxBytes: number) => {
      const { bytes, ...rest } = await executor.readFile(place, 'digits', { offset, maxBytes });
      return { text: textOf(bytes), ...rest };
    };
    expect(await read(3, 4)).toEqual({ text: '3456', ...whole });
    expect(await read(8, 100)).toEqual({ text: '89', ...whole });
    expect(await read(50, 5)).toEqual({ text: '', ...whole });
  });

  test('binary content comes as it is', async () => {
    const place = await prepared(subject(), String.raw`printf '\x00\xff\xfe\x80' > binary`);
    const { bytes } = await subject().executor.readFile(place, 'binary', WHOLE);
    expect([...bytes]).toEqual([0x00, 0xff, 0xfe, 0x80]);
  });

  test('a range across many read steps is exact', async () => {
    const place = await prepared(subject(), 'seq 1 200000 > numbers');
    const { executor } = subject();
    const { bytes, totalBytes } = await executor.readFile(place, 'numbers', { offset: 262_140, maxBytes: 300_000 });
    const expected = Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join('');
    expect(totalBytes).toBe(expected.length);
    expect(textOf(bytes) === expected.slice(262_140, 562_140)).toBe(true);
  });

  describe('list', () => {
    test.each([
      ['..', 'PATH_OUTSIDE_WORKSPACE'],
      ['dir-link', 'PATH_OUTSIDE_WORKSPACE'],
      ['a/up-link', 'PATH_OUTSIDE_WORKSPACE'],
      ['/etc', 'PATH_OUTSIDE_WORKSPACE'],
      ['missing', 'NOT_FOUND'],
      ['real', 'TOOL_EXEC_FAILED'],
    ])('of %j is refused with %s', async (path, code) => {
      const place = await prepared(subject(), TRAPS);
      await expect(subject().executor.list(place, path, 10)).rejects.toMatchObject({ code });
    });

    test('names every kind, follows no link, is sorted', async () => {
      const place = await prepared(subject(), TRAPS);
      expect((await subject().executor.list(place, '.', 100)).entries).toEqual([
        { name: 'a', kind: 'directory', bytes: 0 },
        { name: 'dangling-link', kind: 'symlink', bytes: 0 },
        { name: 'dir-link', kind: 'symlink', bytes: 0 },
        { name: 'fifo', kind: 'other', bytes: 0 },
        { name: 'file-link', kind: 'symlink', bytes: 0 },
        { name: 'inner-link', kind: 'symlink', bytes: 0 },
        { name: 'real', kind: 'file', bytes: 5 },
        { name: 'socket', kind: 'other', bytes: 0 },
      ]);
    });

    test('gives the first names and counts them all', async () => {
      const place = await prepared(subject(), 'touch {01..30}');
      const { entries, total } = await subject().executor.list(place, '.', 3);
      expect({ names: entries.map((entry) => entry.name), total }).toEqual({ names: ['01', '02', '03'], total: 30 });
    });
  });
}
