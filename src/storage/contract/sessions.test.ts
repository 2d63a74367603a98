import { expect, test } from 'vitest';
import type { SessionRecord } from '../../domain/records.ts';
import { onBothDatabases } from './both-databases.ts';
import { sessionRecord } from './records.fixture.ts';

onBothDatabases('sessions', (subject) => {
  test('twenty parallel locks of one session: one is taken, and the session says whose', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1')));
    const runIds = Array.from({ length: 20 }, (_, n) => `run_${n}`);
    const taken = await Promise.all(
      runIds.map((runId) => write(async ({ sessions }) => sessions.lock(scope, 'ses_1', runId))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    const session = await uow.read.sessions.get(scope, 'ses_1');
    expect(session?.activeRunId).toBe(runIds[taken.indexOf(true)]);
  });

  test('a session that does not exist is not locked', async () => {
    const { tenant, write } = subject();
    const scope = await tenant();
    expect(await write(({ sessions }) => sessions.lock(scope, 'ses_none', 'run_1'))).toBe(false);
  });

  test('an update of a session that does not exist is an error', async () => {
    const { tenant, write } = subject();
    const scope = await tenant();
    await expect(write(({ sessions }) => sessions.update(scope, 'ses_none', { title: 'x' }))).rejects.toThrow(
      'no session row',
    );
  });

  test('a second session with the same id or the same key is refused', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const first = sessionRecord(scope, 'ses_1');
    await write(({ sessions }) => sessions.insert(first));
    for (const second of [
      sessionRecord(scope, 'ses_1', { sessionKey: 'another' }),
      sessionRecord(scope, 'ses_2', { sessionKey: first.sessionKey }),
    ]) {
      await expect(write(({ sessions }) => sessions.insert(second))).rejects.toMatchObject({ code: 'INTERNAL_ERROR' });
    }
    expect(await uow.read.sessions.list(scope, { archived: false }, { limit: 10 })).toEqual([first]);
  });

  test('what is stored comes back field by field, and an update answers the whole session', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const before: SessionRecord = sessionRecord(scope, 'ses_1', {
      title: '标题 👍',
      preview: 'a\nb',
      costUsd: 0.1 + 0.2,
      contextTokens: Number.MAX_SAFE_INTEGER,
      pinned: true,
      createdAt: 1_795_000_000_000,
    });
    await write(({ sessions }) => sessions.insert(before));
    expect(await uow.read.sessions.get(scope, 'ses_1')).toEqual(before);
    expect(await uow.read.sessions.getByKey(scope, before.sessionKey)).toEqual(before);
    const patch = { pendingRuntimeMode: 'cloud', model: 'a/b', archived: true, pinned: false, resetSeq: 7 } as const;
    const after = await write(({ sessions }) => sessions.update(scope, 'ses_1', patch));
    expect(after).toEqual({ ...before, ...patch });
    const undone = await write(({ sessions }) =>
      sessions.update(scope, 'ses_1', { pendingRuntimeMode: null, model: null }),
    );
    expect(undone).toEqual({ ...after, pendingRuntimeMode: null, model: null });
  });

  test('text that a database could not hold is stored with U+FFFD, and an id made of it is simply not there', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ sessions }) => sessions.insert(sessionRecord(scope, 'ses_1', { title: 'a\0b\uD800c' })));
    expect(await uow.read.sessions.get(scope, 'ses_1')).toMatchObject({ title: 'a\uFFFDb\uFFFDc' });
    expect(await uow.read.sessions.get(scope, 'ses_1\0')).toBeUndefined();
    expect(await uow.read.sessions.getByKey(scope, '\uDFFF\0')).toBeUndefined();
    const found = await uow.read.sessions.list(scope, { archived: false, query: 'A\0B' }, { limit: 9 });
    expect(found.map(({ id }) => id)).toEqual(['ses_1']);
    const before = { updatedAt: 1, id: '\0' };
    await expect(uow.read.sessions.list(scope, { archived: false }, { limit: 9, before })).resolves.toBeDefined();
  });

  test('pages hold each session once though all changed in the same millisecond', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const ids = ['ses_b', 'ses_D', 'ses_a', 'ses_C', 'ses_e'];
    await write(async ({ sessions }) => {
      for (const id of ids) await sessions.insert(sessionRecord(scope, id, { updatedAt: 5 }));
      await sessions.insert(sessionRecord(scope, 'ses_new', { updatedAt: 6 }));
      await sessions.insert(sessionRecord(scope, 'ses_old', { updatedAt: 4 }));
      await sessions.insert(sessionRecord(scope, 'ses_hidden', { updatedAt: 5, archived: true }));
    });
    const seen: string[] = [];
    let before: { updatedAt: number; id: string } | undefined;
    for (;;) {
      const page = await uow.read.sessions.list(scope, { archived: false }, { limit: 3, ...(before && { before }) });
      const kept = page.slice(0, 2);
      seen.push(...kept.map(({ id }) => id));
      before = kept.at(-1);
      if (page.length < 3) break;
    }
    expect(seen[0]).toBe('ses_new');
    expect(seen.at(-1)).toBe('ses_old');
    expect(seen.toSorted()).toEqual([...ids, 'ses_new', 'ses_old'].toSorted());
    expect(await uow.read.sessions.list(scope, { archived: true }, { limit: 9 })).toMatchObject([{ id: 'ses_hidden' }]);
  });

  test('a search finds part of the title or the preview in any script and case, and takes % and _ as they are', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ sessions }) => {
      await sessions.insert(sessionRecord(scope, 'ses_umlaut', { title: 'ÄRGER im Büro' }));
      await sessions.insert(sessionRecord(scope, 'ses_chinese', { preview: '请列出当前目录' }));
      await sessions.insert(sessionRecord(scope, 'ses_percent', { title: '100% of a_b\\c' }));
    });
    const find = async (query: string) =>
      (await uow.read.sessions.list(scope, { archived: false, query }, { limit: 9 })).map(({ id }) => id);
    expect(await find('ärger')).toEqual(['ses_umlaut']);
    expect(await find('BÜRO')).toEqual(['ses_umlaut']);
    expect(await find('列出')).toEqual(['ses_chinese']);
    expect(await find('0%')).toEqual(['ses_percent']);
    expect(await find('%')).toEqual(['ses_percent']);
    expect(await find('a_B\\')).toEqual(['ses_percent']);
    expect(await find('a__b')).toEqual([]);
    expect((await find('')).length).toBe(3);
  });

  test('a list of one status holds that status only', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ sessions }) => {
      await sessions.insert(sessionRecord(scope, 'ses_idle'));
      await sessions.insert(sessionRecord(scope, 'ses_running', { status: 'running', updatedAt: 2 }));
      await sessions.insert(sessionRecord(scope, 'ses_waiting', { status: 'waiting_approval', updatedAt: 3 }));
    });
    const filter = { archived: false, status: ['running', 'waiting_approval'] as const };
    const found = await uow.read.sessions.list(scope, filter, { limit: 9 });
    expect(found.map(({ id }) => id)).toEqual(['ses_waiting', 'ses_running']);
  });

  test('changedSince sees every workspace of the tenant, from that very millisecond on', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(async ({ sessions }) => {
      await sessions.insert(sessionRecord(scope, 'ses_1', { updatedAt: 9 }));
      await sessions.insert(sessionRecord(scope, 'ses_2', { updatedAt: 10 }));
      await sessions.insert(sessionRecord({ ...scope, workspaceId: 'w_two' }, 'ses_3', { updatedAt: 11 }));
    });
    const changed = await uow.read.sessions.changedSince(scope.tenantId, 10);
    expect(changed.map(({ id }) => id).toSorted()).toEqual(['ses_2', 'ses_3']);
  });
});
