import { expect, test } from 'vitest';
import { systemIds } from '../../config/system.ts';
import { appendAudit, firstBrokenLink, SYSTEM_CHAIN } from '../../domain/audit/append-audit.ts';
import { onBothDatabases } from './both-databases.ts';
import { auditRecord, TRACE } from './records.fixture.ts';

onBothDatabases('audit', (subject) => {
  test('links that fifty transactions add at once to two chains make two whole chains', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    const caller = { scope, actor: { id: 'usr_1', type: 'user' as const }, traceId: TRACE };
    const clock = { now: () => 1, after: () => () => undefined };
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        uow.transaction((tx) =>
          appendAudit(tx, { clock, ids: systemIds }, caller, {
            action: 'agent.run',
            resource: `run_${n}`,
            outcome: 'allowed',
            detail: { n, text: '\0 👍', big: 1e300 },
            ...(n % 2 ? { sessionId: 'ses_1' } : {}),
          }),
        ),
      ),
    );
    for (const chain of [SYSTEM_CHAIN, 'ses_1']) {
      const links = await uow.read.audit.chain(scope, chain);
      expect(links.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
      expect(firstBrokenLink(links)).toBeUndefined();
      const { seq, hash } = links.at(-1) ?? {};
      expect(await uow.read.audit.chainHead(scope, chain)).toEqual({ seq, hash });
    }
    expect(await uow.read.audit.chainHead(scope, 'ses_none')).toBeUndefined();
  });

  test('a second link at the same place of a chain is refused, and the head stays', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const first = auditRecord(scope, 'aud_1');
    await write(({ audit }) => audit.insert(first));
    await expect(write(({ audit }) => audit.insert(auditRecord(scope, 'aud_2')))).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
    });
    expect(await uow.read.audit.chainHead(scope, 'system')).toEqual({ seq: 1, hash: first.hash });
    expect(await uow.read.audit.chain(scope, 'system')).toEqual([first]);
  });

  test('every filter narrows, both ends of the time included', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const odd = {
      action: 'approval.resolve',
      actor: 'usr_2',
      resource: 'apr_1',
      sessionId: 'ses_1',
      runId: 'run_1',
      traceId: 'f'.repeat(32),
      toolName: 'bash.exec',
      outcome: 'denied',
    } as const;
    await write(async ({ audit }) => {
      for (let n = 1; n <= 4; n += 1) await audit.insert(auditRecord(scope, `aud_${n}`, { seq: n, createdAt: n }));
      await audit.insert(auditRecord(scope, 'aud_odd', { ...odd, seq: 5, createdAt: 3 }));
    });
    const find = async (filter: Parameters<typeof uow.read.audit.query>[1]) =>
      (await uow.read.audit.query(scope, filter, { limit: 9 })).map(({ id }) => id);
    for (const [name, value] of Object.entries(odd)) expect(await find({ [name]: value }), name).toEqual(['aud_odd']);
    expect(await find({ from: 2, to: 3 })).toEqual(['aud_odd', 'aud_3', 'aud_2']);
    expect(await find({ ...odd, outcome: 'failed' })).toEqual([]);
    expect(await find({ actor: '\0' })).toEqual([]);
  });

  test('pages go newest first and hold each row once though all are of one millisecond', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const ids = ['aud_b', 'aud_D', 'aud_a', 'aud_C', 'aud_e'];
    await write(async ({ audit }) => {
      for (const [n, id] of ids.entries()) await audit.insert(auditRecord(scope, id, { seq: n + 1, createdAt: 5 }));
      await audit.insert(auditRecord(scope, 'aud_new', { seq: 6, createdAt: 6 }));
    });
    const seen: string[] = [];
    let before: { createdAt: number; id: string } | undefined;
    for (;;) {
      const page = await uow.read.audit.query(scope, {}, { limit: 3, ...(before && { before }) });
      const kept = page.slice(0, 2);
      seen.push(...kept.map(({ id }) => id));
      before = kept.at(-1);
      if (page.length < 3) break;
    }
    expect(seen[0]).toBe('aud_new');
    expect(seen.toSorted()).toEqual([...ids, 'aud_new'].toSorted());
  });
});
