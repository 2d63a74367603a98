import { expect, test } from 'vitest';
import { onBothDatabases, tally } from './both-databases.ts';
import { runRecord } from './records.fixture.ts';

onBothDatabases('runs', (subject) => {
  test('a run is continued once: the second continuation is refused and leaves no row', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ runs }) => runs.insert(runRecord(scope, 'run_1', { status: 'failed' })));
    const attempts = await Promise.allSettled(
      ['run_2', 'run_3', 'run_4'].map((id) =>
        write(({ runs }) => runs.insert(runRecord(scope, id, { continuesRunId: 'run_1' }))),
      ),
    );
    expect(tally(attempts).codes).toEqual(['INTERNAL_ERROR', 'INTERNAL_ERROR']);
    expect(await uow.read.runs.list(scope, {}, { limit: 9 })).toHaveLength(2);
    expect(await uow.read.runs.continuationOf(scope, 'run_1')).toMatchObject({ continuesRunId: 'run_1' });
    expect(await uow.read.runs.continuationOf(scope, 'run_9')).toBeUndefined();
  });

  test('any number of runs continue nothing', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ runs }) => {
      await runs.insert(runRecord(scope, 'run_1'));
      await runs.insert(runRecord(scope, 'run_2'));
    });
    expect(await uow.read.runs.list(scope, {}, { limit: 9 })).toHaveLength(2);
  });

  test('what is stored comes back, NULL and JSON and times alike, before and after an update', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const before = runRecord(scope, 'run_1', { input: 'NUL \0, half \uD83D, 👍', createdAt: 1_795_000_000_123 });
    await write(({ runs }) => runs.insert(before));
    expect(await uow.read.runs.get(scope, 'run_1')).toEqual(before);
    const patch = {
      status: 'failed',
      usage: { inputTokens: 1, outputTokens: 2, costUsd: 0.000001 },
      firstTokenMs: 12.5,
      endedAt: 1_795_000_000_999,
      error: { code: 'ABORTED', message: 'm', retryable: false, traceId: 't' },
    } as const;
    expect(await write(({ runs }) => runs.update(scope, 'run_1', patch))).toEqual({ ...before, ...patch });
    const undone = await write(({ runs }) => runs.update(scope, 'run_1', { error: null, firstTokenMs: null }));
    expect(undone).toEqual({ ...before, ...patch, error: null, firstTokenMs: null });
    expect(await uow.read.runs.get(scope, 'run_1')).toEqual(undone);
  });

  test('queued runs of a session come in the order they were queued, and no other runs', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ runs }) => {
      await runs.insert(runRecord(scope, 'run_c', { status: 'queued', createdAt: 3 }));
      await runs.insert(runRecord(scope, 'run_a', { status: 'queued', createdAt: 5 }));
      await runs.insert(runRecord(scope, 'run_b', { status: 'queued', createdAt: 3 }));
      await runs.insert(runRecord(scope, 'run_d', { status: 'running', createdAt: 1 }));
      await runs.insert(runRecord(scope, 'run_e', { status: 'queued', createdAt: 1, sessionId: 'ses_2' }));
    });
    const queued = await uow.read.runs.queued(scope, 'ses_1');
    expect(queued.map(({ runId }) => runId)).toEqual(['run_b', 'run_c', 'run_a']);
  });

  test('unfinished runs are those that have not ended, in every workspace', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const states = ['queued', 'accepted', 'running', 'waiting_approval', 'completed', 'failed', 'aborted'] as const;
    await write(async ({ runs }) => {
      for (const [n, status] of states.entries()) {
        await runs.insert(runRecord({ ...scope, workspaceId: `w_${n}` }, `run_${n}`, { status, createdAt: n }));
      }
    });
    const unfinished = await uow.read.runs.unfinished(scope.tenantId);
    expect(unfinished.map(({ status }) => status)).toEqual(['queued', 'accepted', 'running', 'waiting_approval']);
  });

  test('a list goes newest first, by session and status, and its pages hold each run once', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ runs }) => {
      for (let n = 0; n < 5; n += 1) await runs.insert(runRecord(scope, `run_${n}`, { createdAt: n < 4 ? 7 : 8 }));
      await runs.insert(runRecord(scope, 'run_other', { createdAt: 9, sessionId: 'ses_2', status: 'failed' }));
    });
    const list = async (...args: Parameters<typeof uow.read.runs.list>) =>
      (await uow.read.runs.list(...args)).map(({ runId }) => runId);
    expect(await list(scope, {}, { limit: 3 })).toEqual(['run_other', 'run_4', 'run_3']);
    const before = { createdAt: 7, id: 'run_3' };
    expect(await list(scope, {}, { limit: 3, before })).toEqual(['run_2', 'run_1', 'run_0']);
    expect(await list(scope, { sessionId: 'ses_1' }, { limit: 1 })).toEqual(['run_4']);
    expect(await list(scope, { status: ['failed', 'aborted'] }, { limit: 3 })).toEqual(['run_other']);
    expect(await list(scope, { sessionId: 'ses_1', status: ['failed'] }, { limit: 3 })).toEqual([]);
  });
});
