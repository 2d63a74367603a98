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
  const waysOut: [string, string][] = [
    ['in the background', `${HOLD} &`],
    ['with all output closed', `${HOLD} >/dev/null 2>&1 </dev/null &`],
    ['in a session of its own', `setsid ${HOLD} &`],
    ['by a double fork', `(setsid ${HOLD} >/dev/null 2>&1 &)`],
    ['under nohup', `nohup ${HOLD} >/dev/null 2>&1 &`],
    ['ignoring signals', `(trap "" TERM HUP INT; ${HOLD}) &`],
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

  test('a command cannot see or signal processes that are not its own', async () => {
    const place = await subject().place();
    const { output } = await run(subject(), place, {
      script: `kill -0 ${process.pid} 2>/dev/null && echo seen; echo end`,
    });
    expect(output).toBe('end\n');
  });
}
