import { expect, test } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { onBothDatabases } from './both-databases.ts';
import { deltaDraft, idempotencyRecord, sessionRecord } from './records.fixture.ts';

onBothDatabases('the unit of work', (subject) => {
  test('what throws leaves no row, no event, no callback, and its error reaches the caller as it is', async () => {
    const { uow, tenant, published } = subject();
    const scope = await tenant();
    const from = published.length;
    const called: string[] = [];
    const refusal = new ProtocolError('SESSION_BUSY');
    const outcome = uow.transaction(async (tx) => {
      await tx.sessions.insert(sessionRecord(scope, 'ses_1'));
      await tx.journal.append(scope, [deltaDraft('ses_1')]);
      tx.afterCommit(() => called.push('after'));
      throw refusal;
    });
    await expect(outcome).rejects.toBe(refusal);
    expect(await uow.read.sessions.get(scope, 'ses_1')).toBeUndefined();
    expect(await uow.read.journal.head(scope.tenantId)).toBe(0);
    expect({ called, published: published.length }).toEqual({ called: [], published: from });
  });

  test('of transactions that commit together one that fails takes none of the others with it', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        uow.transaction(async (tx) => {
          await tx.sessions.insert(sessionRecord(scope, `ses_${n}`));
          // Two kinds of failure: the database refuses a row, and the work itself throws.
          if (n % 5 === 1) await tx.sessions.insert(sessionRecord(scope, `ses_${n}`));
          if (n % 5 === 2) throw new Error('work fails');
          return n;
        }),
      ),
    );
    const kept = [...results.keys()].filter((n) => n % 5 !== 1 && n % 5 !== 2);
    expect(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))).toEqual(kept);
    const rows = await uow.read.sessions.list(scope, { archived: false }, { limit: 50 });
    expect(rows.map(({ id }) => id).toSorted()).toEqual(kept.map((n) => `ses_${n}`).toSorted());
  });

  test('after the commit: first the events, then the callbacks in order, then the answer, transaction by transaction', async () => {
    const { uow, tenant, published } = subject();
    const scope = await tenant();
    await uow.transaction((tx) => tx.sessions.insert(sessionRecord(scope, 'ses_1')));
    const from = published.length;
    const order: string[] = [];
    await Promise.all(
      [0, 1, 2].map((n) =>
        uow
          .transaction(async (tx) => {
            tx.afterCommit(() => order.push(`${n} a, ${published.length - from} published`));
            await tx.journal.append(scope, [deltaDraft('ses_1')]);
            tx.afterCommit(() => order.push(`${n} b`));
          })
          .then(() => order.push(`${n} answered`)),
      ),
    );
    expect(order.filter((step) => !step.includes('answered'))).toEqual(
      [0, 1, 2].flatMap((n) => [`${n} a, ${n + 1} published`, `${n} b`]),
    );
    for (const n of [0, 1, 2]) expect(order.indexOf(`${n} answered`)).toBeGreaterThan(order.indexOf(`${n} b`));
  });

  test('a callback that throws rejects its own caller only: the others are told, and later transactions go on', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    const called: string[] = [];
    const broken = uow.transaction(async (tx) => {
      await tx.sessions.insert(sessionRecord(scope, 'ses_1'));
      tx.afterCommit(() => {
        throw new Error('callback');
      });
      tx.afterCommit(() => called.push('second callback'));
    });
    const neighbour = uow.transaction((tx) => tx.sessions.insert(sessionRecord(scope, 'ses_2')));
    await expect(broken).rejects.toThrow('callback');
    await neighbour;
    await uow.transaction((tx) => tx.sessions.insert(sessionRecord(scope, 'ses_3')));
    expect(called).toEqual(['second callback']);
    expect(await uow.read.sessions.list(scope, { archived: false }, { limit: 9 })).toHaveLength(3);
  });

  test('what a transaction answered can be read at once, also by a snapshot; before, nobody else sees it', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    for (let n = 0; n < 20; n += 1) {
      await uow.transaction(async (tx) => {
        await tx.sessions.insert(sessionRecord(scope, `ses_${n}`));
        expect(await tx.sessions.get(scope, `ses_${n}`)).toBeDefined();
        expect(await uow.read.sessions.get(scope, `ses_${n}`)).toBeUndefined();
      });
      expect(await uow.read.sessions.get(scope, `ses_${n}`)).toBeDefined();
      expect(await uow.snapshot(({ sessions }) => sessions.get(scope, `ses_${n}`))).toBeDefined();
    }
  });

  test('a snapshot sees one moment while a writer commits in the middle of it', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await uow.transaction((tx) => tx.sessions.insert(sessionRecord(scope, 'ses_1', { title: 'before' })));
    await uow.snapshot(async (read) => {
      const head = await read.journal.head(scope.tenantId);
      await uow.transaction(async (tx) => {
        await tx.sessions.update(scope, 'ses_1', { title: 'after' });
        await tx.journal.append(scope, [deltaDraft('ses_1')]);
      });
      expect(await read.sessions.get(scope, 'ses_1')).toMatchObject({ title: 'before', lastSeq: 0 });
      expect(await read.journal.head(scope.tenantId)).toBe(head);
      expect(await read.journal.readAfter(scope, head, { limit: 9 })).toEqual([]);
    });
    expect(await uow.read.sessions.get(scope, 'ses_1')).toMatchObject({ title: 'after', lastSeq: 1 });
  });

  test('a snapshot that throws is over: the next one sees what is there then', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await expect(uow.snapshot(() => Promise.reject(new Error('reader')))).rejects.toThrow('reader');
    await uow.transaction((tx) => tx.sessions.insert(sessionRecord(scope, 'ses_1')));
    expect(await uow.snapshot(({ sessions }) => sessions.get(scope, 'ses_1'))).toBeDefined();
  });

  test('a refusal by the database that the work swallows never ends half committed', async () => {
    const { uow, tenant, published } = subject();
    const scope = await tenant();
    await uow.transaction(async (tx) => {
      await tx.sessions.insert(sessionRecord(scope, 'ses_1'));
      await tx.idempotency.insert(idempotencyRecord(scope, 'key'));
    });
    const from = published.length;
    const outcome = await uow
      .transaction(async (tx) => {
        await tx.journal.append(scope, [deltaDraft('ses_1')]);
        await tx.idempotency.insert(idempotencyRecord(scope, 'key')).catch(() => undefined);
      })
      .then(
        () => 'committed',
        () => 'rejected',
      );
    // SQLite undoes the one statement, Postgres the whole transaction: either way answer, journal and feed agree.
    const events = outcome === 'committed' ? 1 : 0;
    expect(published.slice(from)).toHaveLength(events);
    expect(await uow.read.journal.head(scope.tenantId)).toBe(events);
  });

  test('the store says that it can be written', async () => {
    await expect(subject().database.ping()).resolves.toBeUndefined();
  });
});
