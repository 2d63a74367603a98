import { expect, test } from 'vitest';
import { onBothDatabases } from './both-databases.ts';
import { toolRunRecord } from './records.fixture.ts';

onBothDatabases('tool runs', (subject) => {
  test('of twenty that claim a call one gets it; from any other state nobody does', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ toolRuns }) => toolRuns.insert([toolRunRecord(scope, 'call_1')]));
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, startedAt) =>
        write(({ toolRuns }) => toolRuns.move(scope, 'call_1', 'pending', { status: 'running', startedAt })),
      ),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await uow.read.toolRuns.get(scope, 'call_1')).toMatchObject({
      status: 'running',
      startedAt: claims.indexOf(true),
    });
    expect(await write(({ toolRuns }) => toolRuns.move(scope, 'call_none', 'pending', { status: 'running' }))).toBe(
      false,
    );
  });

  test('an update of a call that does not exist is an error', async () => {
    const { tenant, write } = subject();
    const scope = await tenant();
    await expect(write(({ toolRuns }) => toolRuns.update(scope, 'none', { exitCode: 0 }))).rejects.toThrow(
      'no tool run row',
    );
  });

  test('what is stored comes back, before and after an update', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const before = toolRunRecord(scope, 'call_1', {
      args: { command: 'printf "\0\uD800"', n: 1e21 },
      binding: { a: [] },
    });
    await write(({ toolRuns }) => toolRuns.insert([before]));
    expect(await uow.read.toolRuns.get(scope, 'call_1')).toEqual(before);
    const patch = { status: 'success', exitCode: 0, endedAt: 3, approvalId: 'apr_1' } as const;
    expect(await write(({ toolRuns }) => toolRuns.update(scope, 'call_1', patch))).toEqual({ ...before, ...patch });
  });

  test('the calls of a run come in the order they run', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ toolRuns }) =>
      toolRuns.insert([
        toolRunRecord(scope, 'call_c', { step: 2, position: 0 }),
        toolRunRecord(scope, 'call_b', { step: 1, position: 1 }),
        toolRunRecord(scope, 'call_a', { step: 10, position: 0 }),
        toolRunRecord(scope, 'call_d', { step: 1, position: 0 }),
        toolRunRecord(scope, 'call_e', { runId: 'run_2' }),
      ]),
    );
    const calls = await uow.read.toolRuns.ofRun(scope, 'run_1');
    expect(calls.map(({ toolCallId }) => toolCallId)).toEqual(['call_d', 'call_b', 'call_c', 'call_a']);
  });
});
