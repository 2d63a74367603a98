import { expect, test } from 'vitest';
import { onBothDatabases } from './both-databases.ts';
import {
  approvalRecord,
  attachmentRecord,
  auditRecord,
  deltaDraft,
  messageRecord,
  runRecord,
  sessionRecord,
  toolRunRecord,
} from './records.fixture.ts';

const page = { limit: 9 };

onBothDatabases('deleted sessions', (subject) => {
  test('a live session is not removed, whoever asks for it', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ sessions, runs }) => {
      await sessions.insert(sessionRecord(scope, 'ses_1'));
      await sessions.insert(sessionRecord(scope, 'ses_2', { deletedAt: 5 }));
      await runs.insert(runRecord(scope, 'run_1'));
      await runs.insert(runRecord(scope, 'run_2', { sessionId: 'ses_2' }));
      for (const id of ['ses_1', 'ses_2']) {
        expect(await sessions.deleteRows(scope, id, 9)).toBe(0);
        await sessions.delete(scope, id);
      }
    });
    expect(await uow.read.sessions.get(scope, 'ses_1')).toBeDefined();
    expect(await uow.read.sessions.get(scope, 'ses_2')).toBeDefined();
    expect(await uow.read.runs.get(scope, 'run_2')).toBeDefined();
  });

  test('are in no list, nor are their runs and approvals, and their key is free for one other', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ sessions, runs, approvals }) => {
      await sessions.insert(sessionRecord(scope, 'ses_1', { sessionKey: 'key', deletedAt: 5 }));
      await sessions.insert(sessionRecord(scope, 'ses_2', { sessionKey: 'key', deletedAt: 6 }));
      await runs.insert(runRecord(scope, 'run_1'));
      await approvals.insert(approvalRecord(scope, 'apr_1'));
    });
    const { read } = uow;
    expect(await read.sessions.getByKey(scope, 'key')).toBeUndefined();
    expect(await read.sessions.list(scope, { archived: false }, page)).toEqual([]);
    for (const filter of [{}, { sessionId: 'ses_1' }]) {
      expect(await read.runs.list(scope, filter, page)).toEqual([]);
      expect(await read.approvals.list(scope, { ...filter, status: ['pending'] }, page)).toEqual([]);
      expect(await read.approvals.count(scope, { ...filter, status: ['pending'] })).toBe(0);
    }
    await write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_3', { sessionKey: 'key' })));
    expect((await read.sessions.getByKey(scope, 'key'))?.id).toBe('ses_3');
    const again = sessionRecord(scope, 'ses_4', { sessionKey: 'key' });
    await expect(write(({ sessions }) => sessions.insert(again))).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    await expect(write(({ sessions }) => sessions.update(scope, 'ses_1', { deletedAt: null }))).rejects.toThrow();
  });

  test('are a list of their own, last deleted first, without what is live, over, being purged or of others', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ sessions }) => {
      await sessions.insert(sessionRecord(scope, 'ses_live'));
      await sessions.insert(sessionRecord({ ...scope, workspaceId: 'w_two' }, 'ses_theirs', { deletedAt: 9 }));
      await sessions.insert(sessionRecord(scope, 'ses_over', { deletedAt: 5 }));
      await sessions.insert(sessionRecord(scope, 'ses_purged', { deletedAt: 9, purgedAt: 9 }));
      await sessions.insert(sessionRecord(scope, 'ses_first', { deletedAt: 6, updatedAt: 99 }));
      await sessions.insert(sessionRecord(scope, 'ses_put_away', { deletedAt: 8, updatedAt: 1, archived: true }));
      await sessions.insert(sessionRecord(scope, 'ses_last', { deletedAt: 9, updatedAt: 1, title: 'Äpfel 50 %' }));
    });
    const list = async (filter: { query?: string; status?: ['idle' | 'running'] } = {}) =>
      (await uow.read.sessions.listDeleted(scope, { ...filter, deletedAfter: 5 }, page)).map(({ id }) => id);
    expect(await list()).toEqual(['ses_last', 'ses_put_away', 'ses_first']);
    expect(await list({ query: '50 %' })).toEqual(['ses_last']);
    expect(await list({ status: ['idle'] })).toHaveLength(3);
    expect(await list({ status: ['running'] })).toEqual([]);
  });

  test('pages of them hold each once though all were deleted in the same millisecond', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const ids = ['ses_b', 'ses_D', 'ses_a', 'ses_C', 'ses_e'];
    await write(async ({ sessions }) => {
      for (const id of ids) await sessions.insert(sessionRecord(scope, id, { deletedAt: 5 }));
    });
    const seen: string[] = [];
    for (let before: { deletedAt: number; id: string } | undefined; ; ) {
      const rows = await uow.read.sessions.listDeleted(
        scope,
        { deletedAfter: 0 },
        { limit: 2, ...(before === undefined ? {} : { before }) },
      );
      seen.push(...rows.map(({ id }) => id));
      const last = rows.at(-1);
      if (last === undefined) break;
      before = { deletedAt: 5, id: last.id };
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect(seen).toHaveLength(ids.length);
  });

  test('wait to be purged in the order in which they were deleted, and are seen by who catches up', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ sessions }) => {
      await sessions.insert(sessionRecord(scope, 'ses_live'));
      await sessions.insert(sessionRecord(scope, 'ses_late', { deletedAt: 7 }));
      await sessions.insert(sessionRecord({ ...scope, workspaceId: 'w_two' }, 'ses_early', { deletedAt: 5 }));
    });
    const next = async (limit: number) =>
      (await uow.read.sessions.nextToPurge(scope.tenantId, limit)).map(({ id }) => id);
    expect(await next(9)).toEqual(['ses_early', 'ses_late']);
    expect(await next(1)).toEqual(['ses_early']);
    const changed = await uow.read.sessions.changedSince(scope.tenantId, 6);
    expect(changed.map(({ id }) => id)).toEqual(['ses_late']);
  });

  test('one that is purged goes row by row, in bounded steps, and nothing of another goes with it', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await uow.transaction(async (tx) => {
      for (const [id, deletedAt] of [
        ['ses_gone', 5],
        ['ses_kept', null],
      ] as const) {
        await tx.sessions.insert(sessionRecord(scope, id, { deletedAt, purgedAt: deletedAt }));
        const of = { sessionId: id, runId: `run_${id}` };
        for (let n = 1; n <= 3; n += 1) {
          await tx.messages.insert([messageRecord(scope, `msg_${id}_${n}`, { ...of, seq: n })]);
        }
        await tx.runs.insert(runRecord(scope, of.runId, { sessionId: id }));
        await tx.toolRuns.insert([toolRunRecord(scope, `call_${id}`, of)]);
        await tx.approvals.insert(approvalRecord(scope, `apr_${id}`, of));
        await tx.audit.insert(auditRecord(scope, `aud_${id}`, { chain: id, sessionId: id }));
        await tx.journal.append(scope, [deltaDraft(id), deltaDraft(id), deltaDraft(id), deltaDraft(id)]);
      }
    });
    const steps: number[] = [];
    for (let removed = 1; removed > 0; steps.push(removed)) {
      removed = await write(({ sessions }) => sessions.deleteRows(scope, 'ses_gone', 2));
    }
    // Two of each, then what was left: 4 events, 3 messages, and one of each of the others.
    expect(steps).toEqual([7, 3, 0]);
    await write(({ sessions }) => sessions.delete(scope, 'ses_gone'));
    const rows = async (id: string) => ({
      session: (await uow.read.sessions.get(scope, id)) !== undefined,
      events: (await uow.read.journal.readSession(scope, id, { afterSeq: 0, limit: 9 })).length,
      messages: (await uow.read.messages.after(scope, id, 0)).length,
      run: (await uow.read.runs.get(scope, `run_${id}`)) !== undefined,
      toolRun: (await uow.read.toolRuns.get(scope, `call_${id}`)) !== undefined,
      approval: (await uow.read.approvals.get(scope, `apr_${id}`)) !== undefined,
      audit: (await uow.read.audit.chain(scope, id)).length,
    });
    expect(await rows('ses_gone')).toEqual({
      session: false,
      events: 0,
      messages: 0,
      run: false,
      toolRun: false,
      approval: false,
      audit: 1,
    });
    expect(await rows('ses_kept')).toEqual({
      session: true,
      events: 4,
      messages: 3,
      run: true,
      toolRun: true,
      approval: true,
      audit: 1,
    });
    expect((await uow.read.audit.chains(scope)).toSorted()).toEqual(['ses_gone', 'ses_kept']);
    // What others resume with is a place in the tenant's order, and that goes on.
    expect(await uow.read.journal.readAfter(scope, 0, { limit: 99 })).toHaveLength(4);
    expect(await uow.read.journal.head(scope.tenantId)).toBe(8);
  });

  test('an attachment goes with the last session that speaks of it', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ attachments }) => {
      for (const id of ['att_own', 'att_shared', 'att_unsent']) {
        await attachments.insert(attachmentRecord(scope, id, { complete: true }));
      }
      await attachments.noteUse(scope, 'ses_1', ['att_own', 'att_shared']);
      await attachments.noteUse(scope, 'ses_1', ['att_own']);
      await attachments.noteUse(scope, 'ses_2', ['att_shared']);
      await attachments.noteUse(scope, 'ses_2', []);
    });
    const release = (sessionId: string) => write(({ attachments }) => attachments.release(scope, sessionId));
    expect(await release('ses_1')).toEqual(['blb_att_own']);
    expect(await release('ses_1')).toEqual([]);
    expect(await uow.read.attachments.get(scope, 'att_own')).toBeUndefined();
    expect(await uow.read.attachments.get(scope, 'att_shared')).toBeDefined();
    expect(await release('ses_2')).toEqual(['blb_att_shared']);
    expect(await uow.read.attachments.get(scope, 'att_unsent')).toBeDefined();
  });

  test('messages are read one by one and between two seqs', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ messages }) => {
      for (const seq of [3, 5, 8]) await messages.insert([messageRecord(scope, `msg_${seq}`, { seq })]);
    });
    const { messages } = uow.read;
    expect((await messages.get(scope, 'msg_5'))?.seq).toBe(5);
    expect(await messages.get(scope, 'msg_none')).toBeUndefined();
    const between = async (afterSeq: number, throughSeq: number) =>
      (await messages.between(scope, 'ses_1', { afterSeq, throughSeq })).map(({ seq }) => seq);
    expect(await between(3, 8)).toEqual([5, 8]);
    expect(await between(2, 7)).toEqual([3, 5]);
  });
});
