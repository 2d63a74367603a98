import { expect, test } from 'vitest';
import { onBothDatabases } from './both-databases.ts';
import { approvalRecord } from './records.fixture.ts';

onBothDatabases('approvals', (subject) => {
  test('twenty people decide at once: one decision stands, with its name', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ approvals }) => approvals.insert(approvalRecord(scope, 'apr_1')));
    const decisions = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        write(({ approvals }) =>
          approvals.decide(scope, 'apr_1', { status: n % 2 ? 'approved' : 'rejected', decidedBy: `usr_${n}` }),
        ),
      ),
    );
    const winner = decisions.indexOf(true);
    expect(decisions.filter(Boolean)).toHaveLength(1);
    expect(await uow.read.approvals.get(scope, 'apr_1')).toMatchObject({
      status: winner % 2 ? 'approved' : 'rejected',
      decidedBy: `usr_${winner}`,
    });
  });

  test('what is decided, expired or superseded is not decided again', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    for (const status of ['approved', 'rejected', 'expired', 'superseded'] as const) {
      const record = approvalRecord(scope, `apr_${status}`, { status });
      await write(({ approvals }) => approvals.insert(record));
      expect(await write(({ approvals }) => approvals.decide(scope, record.approvalId, { status: 'approved' }))).toBe(
        false,
      );
      expect(await uow.read.approvals.get(scope, record.approvalId)).toEqual(record);
    }
  });

  test('a grant is an approved one with scope session, of that session, with the identical digest', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const granted = { status: 'approved', grantScope: 'session' } as const;
    await write(async ({ approvals }) => {
      await approvals.insert(approvalRecord(scope, 'apr_once', { status: 'approved', grantScope: 'once' }));
      await approvals.insert(approvalRecord(scope, 'apr_rejected', { ...granted, status: 'rejected' }));
      await approvals.insert(approvalRecord(scope, 'apr_digest', { ...granted, digest: 'e'.repeat(64) }));
      await approvals.insert(approvalRecord(scope, 'apr_session', { ...granted, sessionId: 'ses_2' }));
    });
    const digest = 'd'.repeat(64);
    expect(await uow.read.approvals.grant(scope, 'ses_1', digest)).toBeUndefined();
    await write(({ approvals }) => approvals.insert(approvalRecord(scope, 'apr_grant', granted)));
    expect(await uow.read.approvals.grant(scope, 'ses_1', digest)).toMatchObject({ approvalId: 'apr_grant' });
  });

  test('pending ones of a run and of a session come in the order they were asked', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ approvals }) => {
      await approvals.insert(approvalRecord(scope, 'apr_b', { requestedAt: 2 }));
      await approvals.insert(approvalRecord(scope, 'apr_a', { requestedAt: 2 }));
      await approvals.insert(approvalRecord(scope, 'apr_c', { requestedAt: 1, runId: 'run_2' }));
      await approvals.insert(approvalRecord(scope, 'apr_d', { requestedAt: 0, status: 'approved' }));
      await approvals.insert(approvalRecord(scope, 'apr_e', { requestedAt: 0, runId: 'run_3', sessionId: 'ses_2' }));
    });
    const ids = (rows: { approvalId: string }[]) => rows.map(({ approvalId }) => approvalId);
    expect(ids(await uow.read.approvals.pendingOfRun(scope, 'run_1'))).toEqual(['apr_a', 'apr_b']);
    expect(ids(await uow.read.approvals.pendingOfSession(scope, 'ses_1'))).toEqual(['apr_c', 'apr_a', 'apr_b']);
  });

  test('the next to expire come first, of every workspace, decided ones never', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ approvals }) => {
      await approvals.insert(approvalRecord(scope, 'apr_1', { expiresAt: 30 }));
      await approvals.insert(approvalRecord({ ...scope, workspaceId: 'w_two' }, 'apr_2', { expiresAt: 10 }));
      await approvals.insert(approvalRecord(scope, 'apr_3', { expiresAt: 20 }));
      await approvals.insert(approvalRecord(scope, 'apr_4', { expiresAt: 1, status: 'expired' }));
    });
    const next = await uow.read.approvals.nextToExpire(scope.tenantId, 2);
    expect(next.map(({ approvalId }) => approvalId)).toEqual(['apr_2', 'apr_3']);
  });

  test('the queue counts and pages by status and session, newest first, each once', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ approvals }) => {
      for (const id of ['apr_1', 'apr_2', 'apr_3'])
        await approvals.insert(approvalRecord(scope, id, { requestedAt: 5 }));
      await approvals.insert(approvalRecord(scope, 'apr_4', { requestedAt: 6, status: 'approved', comment: 'ok \0' }));
      await approvals.insert(approvalRecord(scope, 'apr_5', { requestedAt: 7, sessionId: 'ses_2' }));
    });
    const { read } = uow;
    const list = async (...args: Parameters<typeof read.approvals.list>) =>
      (await read.approvals.list(...args)).map(({ approvalId }) => approvalId);
    expect(await list(scope, { status: ['pending'] }, { limit: 3 })).toEqual(['apr_5', 'apr_3', 'apr_2']);
    const before = { requestedAt: 5, id: 'apr_2' };
    expect(await list(scope, { status: ['pending'] }, { limit: 3, before })).toEqual(['apr_1']);
    expect(await list(scope, { status: ['pending', 'approved'], sessionId: 'ses_1' }, { limit: 1 })).toEqual(['apr_4']);
    expect(await read.approvals.count(scope, { status: ['pending'] })).toBe(4);
    expect(await read.approvals.count(scope, { status: ['pending'], sessionId: 'ses_2' })).toBe(1);
    expect(await read.approvals.count(scope, { status: ['expired'] })).toBe(0);
    expect(await read.approvals.get(scope, 'apr_4')).toMatchObject({ comment: 'ok \0' });
  });
});
