import { describe, expect, test } from 'vitest';
import { prepared, run, type SubjectOf } from './subject.ts';

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
      ['kill -HUP $$', 129],
      ['kill -INT $$', 130],
      // bash itself does not die of this one.
      ["exec python3 -c 'import os; os.kill(os.getpid(), 3)'", 131],
      ['kill -ILL $$', 132],
      ['kill -TRAP $$', 133],
      ['kill -ABRT $$', 134],
      ['kill -BUS $$', 135],
      ['kill -FPE $$', 136],
      ['kill -KILL $$', 137],
      ['kill -USR1 $$', 138],
      ['kill -SEGV $$', 139],
      ['kill -USR2 $$', 140],
      ['kill -PIPE $$', 141],
      ['kill -ALRM $$', 142],
      ['kill -TERM $$', 143],
      ['kill -SYS $$', 159],
      ['kill -CHLD $$; exit 4', 4],
      ["trap 'exit 7' EXIT; exit 3", 7],
      ["trap 'true' EXIT; exit 3", 3],
      ["trap 'exit 9' TERM; kill -TERM $$; exit 1", 9],
      ["trap '' TERM; kill -TERM $$; exit 5", 5],
      ["trap 'kill -KILL $$' EXIT; exit 3", 137],
      ['sleep 1000 & kill $!; wait $!', 143],
      ['exec sleep 0', 0],
      ['exit -1', 255],
      ['exit 256', 0],
      ['set -e; false; exit 0', 1],
      ['set -o pipefail; yes | head -n 1 > /dev/null', 141],
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

  describe('words', () => {
    test.each([
      [
        'are not read by a shell',
        ['printf', '%s\n', '$HOME', '*', '~', 'a;b', '`id`', '$(id)', '>x', '|', '&', '#'],
        undefined,
      ],
      [
        'may be empty, or hold spaces, quotes and line breaks',
        ['printf', '%s\n', '', ' ', '"', "'", 'a\nb', '\\'],
        undefined,
      ],
      ['may be options', ['printf', '%s\n', '-n', '--', '-c', '--help'], undefined],
      ['may be of any script', ['printf', '%s\n', '漢字', '😀', 'e\u0301', '\u202e'], undefined],
    ])('%s', async (_what, argv) => {
      const place = await prepared(subject(), 'touch a b c');
      const ran = await run(subject(), place, { argv });
      expect(ran).toMatchObject({
        end: 'exited',
        exitCode: 0,
        output: argv
          .slice(2)
          .map((word) => `${word}\n`)
          .join(''),
      });
      expect((await subject().executor.list(place, '.', 10)).total).toBe(3);
    });

    test.each([
      ['a program that is not there', ['no-such-program', 'x'], 127],
      ['a program of no name', ['', 'x'], 127],
      ['a path that is not there', ['./no-such-program'], 127],
      ['a program whose name looks like an option', ['-c', 'echo ran'], 127],
      ['an assignment', ['A=b', 'env'], 127],
      ['a word of the shell', ['if'], 127],
      ['a file without the permission', ['./plain'], 126],
      ['a folder', ['./folder'], 126],
      ['the file of a program that ends with 3', ['./three'], 3],
      ['a program that a signal ends', ['./ended'], 143],
    ])('that name %s %j end with %i', async (_what, argv, exitCode) => {
      const place = await prepared(
        subject(),
        `mkdir folder; echo x > plain; printf '#!/bin/sh\\nexit 3\\n' > three; printf '#!/bin/sh\\nkill -TERM $$\\n' > ended; chmod +x three ended`,
      );
      const ran = await run(subject(), place, { argv });
      expect(ran).toMatchObject({ end: 'exited', exitCode });
      if (exitCode === 126 || exitCode === 127) expect(ran.output).toContain(argv[0]?.replace('./', ''));
    });

    test.each<[string, string[]]>([
      ['none', []],
      ['a NUL in one', ['echo', 'a\0b']],
      ['a NUL in the first', ['echo\0', 'a']],
      ['one longer than the system takes', ['true', 'x'.repeat(131_072)]],
      ['more of them than the system takes', ['true', ...Array.from({ length: 200_000 }, () => 'x')]],
    ])('with %s are refused', async (_what, argv) => {
      const place = await subject().place();
      await expect(run(subject(), place, { argv })).rejects.toMatchObject({ code: 'TOOL_EXEC_FAILED' });
    });

    test('as many and as long as are promised are taken', async () => {
      const place = await subject().place();
      const argv = [
        'printf',
        '%.1s',
        ...Array.from({ length: 7 }, () => 'x'.repeat(131_071)),
        ...Array.from({ length: 10_000 }, () => 'y'),
      ];
      expect((await run(subject(), place, { argv })).output).toBe('x'.repeat(7) + 'y'.repeat(10_000));
    });

    test('run in the directory asked for, with the surroundings of any command', async () => {
      const place = await prepared(subject(), 'mkdir below; echo here > below/mark');
      const ran = await run(subject(), place, { argv: ['cat', 'mark', '-'], cwd: 'below' });
      expect(ran).toMatchObject({ exitCode: 0, output: 'here\n' });
      const names = async (program: { script: string } | { argv: string[] }) =>
        (await run(subject(), place, program)).output
          .replace(/^_=.*\n/m, '')
          .split('\n')
          .sort();
      expect(await names({ argv: ['env'] })).toEqual(await names({ script: 'exec env' }));
    });
  });

  describe('the time that it took', () => {
    const took = async (byMs: number) => {
      const place = await subject().place();
      const onOutput = () => subject().moveClock(byMs);
      return (await run(subject(), place, { script: 'echo', onOutput })).durationMs;
    };

    test('is that of the clock which the executor was given', async () => {
      expect(await took(3_600_000)).toBeGreaterThanOrEqual(3_600_000);
    });

    test('is nothing when the clock went back, and never less', async () => {
      expect(await took(-7_200_000)).toBe(0);
    });

    test('does not move the time limit', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, {
        script: 'echo; echo done',
        onOutput: () => subject().moveClock(86_400_000),
      });
      expect(ran).toMatchObject({ end: 'exited', exitCode: 0, output: '\ndone\n' });
    });
  });

  describe('surroundings', () => {
    test('stdin is at its end', async () => {
      const place = await subject().place();
      expect((await run(subject(), place, { script: 'cat; read -r line; echo "$?"' })).output).toBe('1\n');
    });

    test.each([
      ['test -t 0', 1],
      ['test -t 1', 1],
      ['test -t 2', 1],
      ['tty -s', 1],
      ['read -r line', 1],
      ["python3 -c 'input()' 2> /dev/null", 1],
      ['[ "$(wc -c)" = 0 ]', 0],
      ['head -c 1 /dev/stdin | grep -q .', 1],
    ])('%j ends with %i, since nobody is there to answer', async (script, exitCode) => {
      const place = await subject().place();
      expect(await run(subject(), place, { script })).toMatchObject({ end: 'exited', exitCode });
    });

    test('no signal is ignored or blocked', async () => {
      const place = await subject().place();
      const { output } = await run(subject(), place, { argv: ['grep', '-E', '^Sig(Ign|Blk)', '/proc/self/status'] });
      expect(output).toBe('SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n');
    });

    test.each([
      ['a home that is there', 'test -d "$HOME"'],
      ['programs on the search path', 'command -v ls && command -v bash'],
      ['the directory in PWD', '[ "$PWD" = "$(pwd -P)" ]'],
      ['a locale in which a character is one', `[ "$(printf 'é漢' | wc -m)" = 2 ]`],
      ['nothing that bash would run first', '[ -z "$BASH_ENV$ENV$PROMPT_COMMAND" ]'],
      [
        'nothing that is loaded into programs',
        '[ -z "$LD_PRELOAD$LD_LIBRARY_PATH$NODE_OPTIONS$PYTHONPATH$PYTHONSTARTUP" ]',
      ],
      ['no keys', '! env | grep -iE "key|token|secret|password"'],
      ['a place for temporary files that can be written to', 'f=$(mktemp) && rm "$f"'],
    ])('there is %s', async (_what, script) => {
      const place = await subject().place();
      expect(await run(subject(), place, { script })).toMatchObject({ exitCode: 0 });
    });

    test.each(['a b', ' ', '漢字', '-d', '$(pwd)', "it's", '"', 'a\nb', '\\', '*', '..a', '~', 'x'.repeat(255)])(
      'the working directory may be called %j',
      async (name) => {
        const place = await subject().place();
        const { hash } = await subject().executor.writeFile(
          place,
          `${name}/mark`,
          new TextEncoder().encode('here'),
          'absent',
        );
        expect(hash).toHaveLength(64);
        expect((await run(subject(), place, { script: 'cat mark', cwd: name })).output).toBe('here');
        expect((await run(subject(), place, { argv: ['cat', 'mark'], cwd: name })).output).toBe('here');
      },
    );

    test('a working directory that is deleted meanwhile does not end the command', async () => {
      const place = await prepared(subject(), 'mkdir gone');
      const ran = await run(subject(), place, {
        script: 'rmdir ../gone; echo still; touch x 2> /dev/null || echo none',
        cwd: 'gone',
      });
      expect(ran).toMatchObject({ end: 'exited', exitCode: 0, output: 'still\nnone\n' });
      await expect(run(subject(), place, { script: 'true', cwd: 'gone' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
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
