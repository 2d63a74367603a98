import { describe, expect, test } from 'vitest';
import { prepared, run, type SubjectOf } from './subject.ts';

/** Cancellation and time limits, for commands that do not try to escape. */
export function stoppingContract(subject: SubjectOf): void {
  test('a command whose signal is already aborted never starts', async () => {
    const place = await subject().place();
    const ran = await run(subject(), place, { script: 'touch ran', signal: AbortSignal.abort() });
    expect(ran).toMatchObject({ end: 'aborted', output: '' });
    expect((await subject().executor.list(place, '.', 10)).total).toBe(0);
  });

  test('a command aborted while it starts ends as aborted', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    const running = run(subject(), place, { script: 'sleep 1000', signal: controller.signal });
    controller.abort();
    expect(await running).toMatchObject({ end: 'aborted' });
  });

  test.each([0, 1, 2, 3, 5, 8, 13, 21, 34, 55])(
    'a command aborted %i turns of the loop after it was asked for ends as aborted and leaves nothing running',
    async (turns) => {
      const place = await prepared(subject(), 'touch lock');
      const controller = new AbortController();
      const running = run(subject(), place, { argv: ['flock', 'lock', 'sleep', '1000'], signal: controller.signal });
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      expect(await running).toMatchObject({ end: 'aborted', exitCode: 137 });
      expect((await run(subject(), place, { script: 'flock -n lock echo free' })).output).toBe('free\n');
    },
  );

  test('a command aborted while it leaves ends as aborted and keeps what it said', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    const ran = await run(subject(), place, {
      script: `trap 'echo leaving; sleep 1000' EXIT; exit 0`,
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    expect(ran).toMatchObject({ end: 'aborted', exitCode: 137, output: 'leaving\n' });
  });

  test('aborting twice is aborting once', async () => {
    const place = await subject().place();
    const controllers = [new AbortController(), new AbortController()];
    const ran = await run(subject(), place, {
      script: 'echo begun; sleep 1000',
      signal: AbortSignal.any(controllers.map((controller) => controller.signal)),
      onOutput: () => {
        for (const controller of controllers) controller.abort();
      },
    });
    expect(ran).toMatchObject({ end: 'aborted', output: 'begun\n' });
  });

  test('aborting one of two commands leaves the other alone', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    const other = run(subject(), place, { script: 'touch up; until [ -e go ]; do sleep 0.01; done; echo other' });
    const script = 'until [ -e up ]; do sleep 0.01; done; echo up; sleep 1000';
    const one = await run(subject(), place, { script, signal: controller.signal, onOutput: () => controller.abort() });
    await run(subject(), place, { script: 'touch go' });
    expect([one.end, (await other).output]).toEqual(['aborted', 'other\n']);
  });

  test('of twenty commands at once that are aborted each says so, and the next one runs', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    let heard = 0;
    const onOutput = () => {
      heard += 1;
      if (heard === 10) controller.abort();
    };
    const commands = Array.from({ length: 20 }, () =>
      run(subject(), place, { script: 'echo begun; sleep 1000', signal: controller.signal, onOutput }),
    );
    const ends = (await Promise.all(commands)).map((ran) => ran.end);
    expect(new Set(ends)).toEqual(new Set(['aborted']));
    expect((await run(subject(), place, { script: 'echo next' })).output).toBe('next\n');
  });

  test('a command that has stopped itself is ended all the same', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    const ran = await run(subject(), place, {
      script: 'echo begun; sleep 1000 & kill -STOP $!; kill -STOP $$; echo never',
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    expect(ran).toMatchObject({ end: 'aborted', output: 'begun\n' });
  });

  test('a flood that takes too long ends as timed out, with both ends of what came', async () => {
    const place = await subject().place();
    const ran = await run(subject(), place, { script: 'echo first; yes', timeoutMs: 500, outputBytes: 1_000 });
    expect(ran.end).toBe('timed_out');
    expect(ran.output.startsWith('first\ny\n')).toBe(true);
    expect(ran.truncatedBytes).toBeGreaterThan(0);
  });

  test('aborting a running command ends it and keeps what it said', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    const ran = await run(subject(), place, {
      script: 'echo begun; sleep 1000; echo never',
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    expect(ran).toMatchObject({ end: 'aborted', exitCode: 137, output: 'begun\n' });
  });

  test('a command that ignores every signal is ended all the same', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    const ran = await run(subject(), place, {
      script: 'trap "" TERM INT HUP QUIT; echo begun; while :; do sleep 1000; done',
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    expect(ran.end).toBe('aborted');
  });

  test('aborting after the end changes nothing', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    const ran = await run(subject(), place, { script: 'echo done', signal: controller.signal });
    controller.abort();
    expect(ran).toMatchObject({ end: 'exited', exitCode: 0, output: 'done\n' });
  });

  test('a command that takes too long ends as timed out and keeps what it said', async () => {
    const place = await subject().place();
    const ran = await run(subject(), place, { script: 'echo begun; sleep 1000', timeoutMs: 1_000 });
    expect(ran).toMatchObject({ end: 'timed_out', exitCode: 137, output: 'begun\n' });
  });

  test('of a flood that is aborted, the rest is not waited for', async () => {
    const place = await subject().place();
    const controller = new AbortController();
    const ran = await run(subject(), place, {
      script: 'yes',
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    expect(ran.end).toBe('aborted');
  });

  test('a background process that holds the output open does not hold the call', async () => {
    const place = await subject().place();
    const ran = await run(subject(), place, { script: 'sleep 1000 & echo done' });
    expect(ran).toMatchObject({ end: 'exited', exitCode: 0, output: 'done\n' });
  });
}

/**
 * Nothing survives the command: each script leaves a process that holds a lock, by some way out, and says so. The next command
 * gets the lock only when that process is gone. For `namespace` and `container`; a process group does not promise it.
 */
export function treeContract(subject: SubjectOf): void {
  const HOLD = 'flock lock bash -c "echo \\$\\$ > held; exec sleep 1000"';
  const DAEMON = [
    'import os, sys',
    'if os.fork(): sys.exit()',
    'os.setsid()',
    'if os.fork(): os._exit(0)',
    'os.umask(0)',
    'for fd in range(256):',
    '    try: os.close(fd)',
    '    except OSError: pass',
    'os.execvp("bash", ["bash", "-c", "echo x > held; exec flock lock sleep 1000"])',
  ].join('\n');
  const waysOut: [string, string][] = [
    ['in the background', `${HOLD} &`],
    ['with all output closed', `${HOLD} >/dev/null 2>&1 </dev/null &`],
    ['in a session of its own', `setsid ${HOLD} &`],
    ['by a double fork', `(setsid ${HOLD} >/dev/null 2>&1 &)`],
    ['under nohup', `nohup ${HOLD} >/dev/null 2>&1 &`],
    ['ignoring signals', `(trap "" TERM HUP INT; ${HOLD}) &`],
    ['disowned', `${HOLD} & disown -a`],
    ['as a coprocess', `coproc ${HOLD}`],
    ['stopped', `${HOLD} & until [ -s held ]; do sleep 0.01; done; kill -STOP "$(cat held)"`],
    ['as a daemon', `python3 -c '${DAEMON}'`],
    ['three levels down', `bash -c 'bash -c "setsid flock lock sleep 1000 & echo x > held; wait" & wait' &`],
  ];
  // `held` says that the process runs; the lock, that it has it.
  const UNTIL_HELD = 'until [ -s held ] && ! flock -n lock true; do sleep 0.01; done; echo held';
  const free = 'flock -n lock echo free';

  describe.each(waysOut)('a process left %s', (_way, leave) => {
    test('is gone when the command has ended', async () => {
      const place = await prepared(subject(), 'touch lock');
      const ran = await run(subject(), place, { script: `${leave}\n${UNTIL_HELD}` });
      expect(ran).toMatchObject({ end: 'exited', exitCode: 0 });
      expect((await run(subject(), place, { script: free })).output).toBe('free\n');
    });

    test('is gone when the command was aborted', async () => {
      const place = await prepared(subject(), 'touch lock');
      const controller = new AbortController();
      const ran = await run(subject(), place, {
        script: `${leave}\n${UNTIL_HELD}; sleep 1000`,
        signal: controller.signal,
        onOutput: ({ delta }) => {
          if (delta.includes('held')) controller.abort();
        },
      });
      expect(ran.end).toBe('aborted');
      expect((await run(subject(), place, { script: free })).output).toBe('free\n');
    });
  });

  test('a tree of fifty processes is gone when the command timed out', async () => {
    const place = await prepared(subject(), 'for i in {1..50}; do touch lock$i; done');
    const ran = await run(subject(), place, {
      script: 'for i in {1..50}; do setsid flock lock$i sleep 1000 & done; wait',
      timeoutMs: 1_500,
    });
    expect(ran.end).toBe('timed_out');
    const script = 'for i in {1..50}; do flock -n lock$i true || echo "$i held"; done';
    expect((await run(subject(), place, { script })).output).toBe('');
  });

  test('in a command nothing is open but input, output and errors', async () => {
    const place = await subject().place();
    // The fourth is that of the listing.
    expect((await run(subject(), place, { argv: ['ls', '/proc/self/fd'] })).output).toBe('0\n1\n2\n3\n');
  });

  test('a command cannot see or signal processes that are not its own', async () => {
    const place = await subject().place();
    const { output } = await run(subject(), place, {
      script: `kill -0 ${process.pid} 2>/dev/null && echo seen; echo end`,
    });
    expect(output).toBe('end\n');
  });
}
