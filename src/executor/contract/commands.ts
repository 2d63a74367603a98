import { describe, expect, test } from 'vitest';
import { liveText, prepared, run, type SubjectOf } from './subject.ts';

/** What a command may expect, whatever holds it together. */
export function commandContract(subject: SubjectOf): void {
  describe('a command that cannot be run', () => {
    test.each([
      ['..', 'PATH_OUTSIDE_WORKSPACE'],
      ['a/../../b', 'PATH_OUTSIDE_WORKSPACE'],
      ['/', 'PATH_OUTSIDE_WORKSPACE'],
      ['link', 'PATH_OUTSIDE_WORKSPACE'],
      ['link/etc', 'PATH_OUTSIDE_WORKSPACE'],
      ['nowhere', 'NOT_FOUND'],
      ['file', 'TOOL_EXEC_FAILED'],
      ['nul\0', 'TOOL_EXEC_FAILED'],
    ])('in the directory %j is refused with %s', async (cwd, code) => {
      const place = await prepared(subject(), 'touch file; ln -s / link');
      await expect(run(subject(), place, { script: 'touch ran', cwd })).rejects.toMatchObject({ code });
      expect((await subject().executor.list(place, '.', 10)).entries.map((entry) => entry.name)).not.toContain('ran');
    });

    test('because its text is longer than the system takes, is refused', async () => {
      const place = await subject().place();
      const script = `: ${'x'.repeat(140_000)}`;
      await expect(run(subject(), place, { script })).rejects.toMatchObject({ code: 'TOOL_EXEC_FAILED' });
    });

    test('because its text holds a NUL, is refused', async () => {
      const place = await subject().place();
      await expect(run(subject(), place, { script: 'echo \0' })).rejects.toMatchObject({ code: 'TOOL_EXEC_FAILED' });
    });

    test('because the session folder is gone, is refused with NOT_FOUND', async () => {
      const place = await subject().place();
      const gone = { ...place, folder: `${place.folder}-gone` };
      await expect(run(subject(), gone, { script: 'true' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  describe('exit codes', () => {
    test.each([
      ['true', 0],
      ['exit 3', 3],
      ['exit 255', 255],
      ['no-such-command', 127],
      ['touch f; ./f', 126],
      ['if', 2],
      ['kill -TERM $$', 143],
      ['kill -INT $$', 130],
      ['kill -KILL $$', 137],
      ['kill -SEGV $$', 139],
      ['bash -c "kill -ABRT \\$\\$"; exit $?', 134],
      ['false | true', 0],
    ])('of %j is %i', async (script, exitCode) => {
      const place = await subject().place();
      expect(await run(subject(), place, { script })).toMatchObject({ end: 'exited', exitCode });
    });

    test('a death by signal adds nothing of ours to the output', async () => {
      const place = await subject().place();
      expect((await run(subject(), place, { script: 'echo before; kill -TERM $$' })).output).toBe('before\n');
    });
  });

  describe('output', () => {
    test('of both streams is in the result and comes live with byte offsets per stream', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: 'printf äb; printf error >&2; printf 漢c' });
      expect(ran.output).toHaveLength('äb漢cerror'.length);
      expect(liveText(ran.chunks, 'stdout')).toBe('äb漢c');
      expect(liveText(ran.chunks, 'stderr')).toBe('error');
      let at = 0;
      for (const chunk of ran.chunks.filter((each) => each.stream === 'stdout')) {
        expect(chunk.offset).toBe(at);
        at += Buffer.byteLength(chunk.delta);
      }
    });

    test('comes while the command still runs', async () => {
      const place = await subject().place();
      // The command ends only when what it said was heard.
      const ran = await run(subject(), place, {
        script: 'echo heard?; until [ -e heard ]; do sleep 0.01; done; echo yes',
        onOutput: ({ delta }) => {
          if (delta.includes('heard?')) void run(subject(), place, { script: 'touch heard' });
        },
      });
      expect(ran).toMatchObject({ end: 'exited', output: 'heard?\nyes\n' });
    });

    test('never splits a character that was written in pieces', async () => {
      const place = await subject().place();
      const heard: string[] = [];
      const ran = await run(subject(), place, {
        script: String.raw`printf 'a\xe6\xbc'; until [ -e on ]; do sleep 0.01; done; printf '\xa2b'`,
        onOutput: ({ delta }) => {
          heard.push(delta);
          if (heard.length === 1) void run(subject(), place, { script: 'touch on' });
        },
      });
      expect(heard).toEqual(['a', '漢b']);
      expect(ran.chunks.map((chunk) => chunk.offset)).toEqual([0, 1]);
      expect(ran.output).toBe('a漢b');
    });

    test('that is not UTF-8 reads as U+FFFD and keeps its byte offsets', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: String.raw`printf 'a\xff\xfeb\xe6'` });
      expect(ran.output).toBe('a��b�');
      expect(liveText(ran.chunks, 'stdout')).toBe('a��b�');
    });

    test('with NUL bytes is kept', async () => {
      const place = await subject().place();
      expect((await run(subject(), place, { script: String.raw`printf 'a\0b'` })).output).toBe('a\0b');
    });

    test('of exactly the limit is kept whole, one byte more loses its middle', async () => {
      const place = await subject().place();
      const exact = await run(subject(), place, { script: 'head -c 1024 /dev/zero | tr "\\0" x', outputBytes: 1024 });
      expect(exact).toMatchObject({ output: 'x'.repeat(1024), truncatedBytes: 0 });
      const more = await run(subject(), place, { script: 'head -c 1025 /dev/zero | tr "\\0" x', outputBytes: 1024 });
      expect(more).toMatchObject({ truncatedBytes: 1 });
    });

    test('longer than the limit keeps head and tail, says the gap, and cuts between characters', async () => {
      const place = await subject().place();
      const script = 'echo first; for i in {1..2000}; do printf 漢; done; echo; echo last';
      const { output, truncatedBytes } = await run(subject(), place, { script, outputBytes: 1001 });
      const [head = '', tail = ''] = output.split(`\n[… ${truncatedBytes} bytes left out …]\n`);
      expect(head).toMatch(/^first\n漢+$/);
      expect(tail).toMatch(/^漢+\nlast\n$/);
      expect(Buffer.byteLength(head) + Buffer.byteLength(tail) + truncatedBytes).toBe(6_000 + 6 + 1 + 5);
    });

    test('comes live up to the limit of its stream and no further', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: 'for i in {1..2000}; do printf 漢; done', outputBytes: 1024 });
      expect(liveText(ran.chunks, 'stdout')).toBe('漢'.repeat(341));
    });

    test('of hundreds of megabytes is read to its end in little memory', async () => {
      const place = await subject().place();
      const before = process.memoryUsage.rss();
      const ran = await run(subject(), place, { script: 'yes | head -c 300M', outputBytes: 4096, timeoutMs: 60_000 });
      expect(ran.truncatedBytes).toBeGreaterThan(300 * 1024 * 1024 - 8192);
      expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
    });

    test('can be written through /dev/stdout and /dev/stderr', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: 'echo out > /dev/stdout; echo err > /dev/stderr' });
      expect(liveText(ran.chunks, 'stdout')).toBe('out\n');
      expect(liveText(ran.chunks, 'stderr')).toBe('err\n');
    });
  });

  describe('surroundings', () => {
    test('stdin is at its end', async () => {
      const place = await subject().place();
      expect((await run(subject(), place, { script: 'cat; read -r line; echo "$?"' })).output).toBe('1\n');
    });

    test('there is no terminal to ask on', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: '(: < /dev/tty) 2>/dev/null && echo tty || echo none' });
      expect(ran.output).toBe('none\n');
    });

    test('the environment holds a search path and a UTF-8 locale, and none of our own variables', async () => {
      const place = await subject().place();
      const { output } = await run(subject(), place, { script: 'env' });
      expect(output).toMatch(/^PATH=.*\/bin/m);
      expect(output).toMatch(/^(LANG|LC_ALL)=.*UTF-8$/im);
      expect(output).not.toMatch(/OPENFOAL|API_KEY|NODE_OPTIONS|OLDPWD/);
    });

    test('the working directory is the session folder, or the directory asked for', async () => {
      const place = await prepared(subject(), 'mkdir -p "a b/漢"; echo here > "a b/漢/mark"');
      const top = (await run(subject(), place, { script: 'pwd' })).output.trim();
      const ran = await run(subject(), place, { script: 'pwd; cat mark', cwd: 'a b/漢' });
      expect(ran.output).toBe(`${top}/a b/漢\nhere\n`);
      expect((await run(subject(), place, { script: 'pwd', cwd: `${place.folder}/a b` })).output).toBe(`${top}/a b\n`);
    });

    test('files made by one command are there for the next', async () => {
      const place = await prepared(subject(), 'echo kept > kept');
      expect((await run(subject(), place, { script: 'cat kept' })).output).toBe('kept\n');
    });

    test('two commands of one session can run at once, each with its own output', async () => {
      const place = await subject().place();
      const each = (name: string, other: string) =>
        run(subject(), place, { script: `touch ${name}; until [ -e ${other} ]; do sleep 0.01; done; echo ${name}` });
      const [a, b] = await Promise.all([each('a', 'b'), each('b', 'a')]);
      expect([a.output, b.output]).toEqual(['a\n', 'b\n']);
    });

    test('quotes, newlines and dollar signs reach bash as they were written', async () => {
      const place = await subject().place();
      const script = `a='one "two"'\necho "$a" '$a' \\\n  \`echo three\``;
      expect((await run(subject(), place, { script })).output).toBe('one "two" $a three\n');
    });
  });
}
