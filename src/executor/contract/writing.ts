import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { bytesOf, prepared, run, type SubjectOf, textOf } from './subject.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export function writingContract(subject: SubjectOf): void {
  const write = (place: Parameters<ReturnType<SubjectOf>['executor']['writeFile']>[0], path: string) => ({
    of: (text: string, expected: string) => subject().executor.writeFile(place, path, bytesOf(text), expected),
  });
  const content = async (place: Parameters<typeof write>[0], path: string) =>
    textOf((await subject().executor.readFile(place, path, { offset: 0, maxBytes: 1000 })).bytes);

  test('a directory swapped for a link while it is written to never leads out', async () => {
    const place = await prepared(subject(), 'mkdir d');
    const outside = (await run(subject(), place, { script: 'mktemp -d' })).output.trim();
    const controller = new AbortController();
    const swapping = run(subject(), place, {
      script: `ln -s ${outside} link; while :; do mv -T d keep; mv -T link d; mv -T d link; mv -T keep d; done`,
      signal: controller.signal,
      timeoutMs: 60_000,
    });
    let written = 0;
    for (let round = 0; round < 200 || written === 0; round += 1) {
      await write(place, `d/${round}`)
        .of('text', 'absent')
        .then(
          () => (written += 1),
          () => {},
        );
    }
    controller.abort();
    await swapping;
    expect((await run(subject(), place, { script: `ls -A ${outside}; rm -r ${outside}` })).output).toBe('');
  });

  test('content that changed since is refused with APPROVAL_STALE and stays', async () => {
    const place = await prepared(subject(), 'printf other > file');
    await expect(write(place, 'file').of('new', sha256('old'))).rejects.toMatchObject({ code: 'APPROVAL_STALE' });
    expect(await content(place, 'file')).toBe('other');
    expect((await subject().executor.list(place, '.', 10)).total).toBe(1);
  });

  test('a file that should not exist yet but does is refused with APPROVAL_STALE', async () => {
    const place = await prepared(subject(), 'printf other > file');
    await expect(write(place, 'file').of('new', 'absent')).rejects.toMatchObject({ code: 'APPROVAL_STALE' });
    expect(await content(place, 'file')).toBe('other');
  });

  test('a file that should exist but is gone is refused with APPROVAL_STALE and is not made', async () => {
    const place = await subject().place();
    await expect(write(place, 'file').of('new', sha256('old'))).rejects.toMatchObject({ code: 'APPROVAL_STALE' });
    expect((await subject().executor.list(place, '.', 10)).total).toBe(0);
  });

  test('of two different writes over the same content one wins and one is stale', async () => {
    const place = await prepared(subject(), 'printf old > file');
    const paths = ['file', `${place.folder}/./file`];
    const both = await Promise.allSettled(paths.map((path) => write(place, path).of(path, sha256('old'))));
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(paths).toContain(await content(place, 'file'));
  });

  test('of two different writes of a new file one wins and one is stale', async () => {
    const place = await subject().place();
    const both = await Promise.allSettled(['one', 'two'].map((text) => write(place, 'file').of(text, 'absent')));
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await subject().executor.list(place, '.', 10)).total).toBe(1);
  });

  test('replaces what was expected, and a snapshot knows the new hash', async () => {
    const place = await prepared(subject(), 'printf old > file');
    const { hash } = await subject().executor.snapshot(place, 'file', 100);
    expect(await write(place, 'file').of('new 漢', hash)).toEqual({ hash: sha256('new 漢') });
    expect(await content(place, 'file')).toBe('new 漢');
    expect((await subject().executor.snapshot(place, 'file', 100)).hash).toBe(sha256('new 漢'));
    expect((await subject().executor.list(place, '.', 10)).total).toBe(1);
  });

  test('makes a new file and the directories above it', async () => {
    const place = await subject().place();
    await write(place, 'a/b/c.txt').of('text', 'absent');
    expect(await content(place, 'a/b/c.txt')).toBe('text');
  });

  test('repeating a write that was done counts as written, whatever was expected', async () => {
    const place = await subject().place();
    await write(place, 'file').of('text', 'absent');
    expect(await write(place, 'file').of('text', 'absent')).toEqual({ hash: sha256('text') });
    expect(await write(place, 'file').of('text', sha256('else'))).toEqual({ hash: sha256('text') });
  });

  test('keeps the mode of a file and gives a new one the usual mode', async () => {
    const place = await prepared(subject(), 'umask 022; printf old > script; chmod 750 script');
    await write(place, 'script').of('new', sha256('old'));
    await write(place, 'fresh').of('new', 'absent');
    const { output } = await run(subject(), place, { script: 'stat -c %a script; test -x fresh || echo plain' });
    expect(output).toBe('750\nplain\n');
  });

  test('a file that others have open keeps its old content for them', async () => {
    const place = await prepared(subject(), 'printf old > file');
    const ran = await run(subject(), place, {
      script: 'exec 7<file; echo open; until [ "$(cat file)" = new ]; do sleep 0.01; done; cat <&7',
      onOutput: ({ delta }) => {
        if (delta.includes('open')) void write(place, 'file').of('new', sha256('old'));
      },
    });
    expect(ran.output).toBe('open\nold');
  });

  test('a reader never sees half a file', async () => {
    const place = await prepared(subject(), 'head -c 3000000 /dev/zero | tr "\\0" a > file');
    const [a, b] = ['a', 'b'].map((char) => char.repeat(3_000_000));
    const controller = new AbortController();
    let readings = 0;
    const reading = run(subject(), place, {
      script: 'while :; do sha256sum < file; done',
      signal: controller.signal,
      timeoutMs: 60_000,
      outputBytes: 1_000_000,
      onOutput: () => (readings += 1),
    });
    for (let round = 0; round < 6 || readings < 20; round += 1) {
      const [from = '', to = ''] = round % 2 === 0 ? [a, b] : [b, a];
      await write(place, 'file').of(to, sha256(from));
    }
    controller.abort();
    // The last line may be cut short by the abort.
    const seen = new Set((await reading).output.split('\n').slice(0, -1));
    expect([...seen].filter((line) => ![a, b].some((text) => line === `${sha256(text ?? '')}  -`))).toEqual([]);
    expect((await subject().executor.list(place, '.', 10)).entries.map((entry) => entry.name)).toEqual(['file']);
  });

  test('an empty file and a megabyte are written whole', async () => {
    const place = await subject().place();
    await write(place, 'empty').of('', 'absent');
    await write(place, 'large').of('x'.repeat(1024 * 1024), 'absent');
    expect((await run(subject(), place, { script: 'stat -c %s empty large' })).output).toBe('0\n1048576\n');
  });

  test.each([
    ['a write-protected file', 'chmod 777 .; printf old > file; chmod 444 file', sha256('old')],
    ['a write-protected directory', 'chmod 555 .', 'absent'],
  ])('to %s is refused with TOOL_EXEC_FAILED and leaves nothing behind', async (_what, script, expected) => {
    const place = await prepared(subject(), script);
    const before = (await subject().executor.list(place, '.', 10)).entries;
    const writing = () => write(place, 'file').of('new', expected);
    await expect(subject().asPlainUser(writing)).rejects.toMatchObject({ code: 'TOOL_EXEC_FAILED' });
    expect((await subject().executor.list(place, '.', 10)).entries).toEqual(before);
  });
}
