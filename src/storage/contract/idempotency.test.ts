import { expect, test } from 'vitest';
import type { IdempotencyRecord } from '../../domain/records.ts';
import { onBothDatabases, tally } from './both-databases.ts';
import { idempotencyRecord, sessionRecord } from './records.fixture.ts';

onBothDatabases('idempotency keys', (subject) => {
  test('a key that is taken is refused, and the effect in the same transaction leaves no row', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        write(async ({ sessions, idempotency }) => {
          await sessions.insert(sessionRecord(scope, `ses_${n}`));
          await idempotency.insert(idempotencyRecord(scope, 'key'));
        }),
      ),
    );
    const { answered, codes } = tally(results);
    expect(answered).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(['INTERNAL_ERROR']));
    expect(await uow.read.sessions.list(scope, { archived: false }, { limit: 50 })).toHaveLength(1);
  });

  test('a key belongs to its tenant, actor and method', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const other = await tenant();
    const record = idempotencyRecord(scope, 'key');
    await write(async ({ idempotency }) => {
      await idempotency.insert(record);
      await idempotency.insert({ ...record, actorId: 'usr_2' });
      await idempotency.insert({ ...record, method: 'agent.abort' });
      await idempotency.insert({ ...record, tenantId: other.tenantId });
    });
    const find = uow.read.idempotency.find;
    expect(await find(scope.tenantId, 'usr_1', 'agent.run', 'key')).toEqual(record);
    expect(await find(scope.tenantId, 'usr_3', 'agent.run', 'key')).toBeUndefined();
    expect(await find(scope.tenantId, 'usr_1', 'agent.run', 'other')).toBeUndefined();
  });

  test('an intent is replaced by another one and by its answer, and an answer by nothing; only under its own key', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const record = idempotencyRecord(scope, 'key');
    const answered = async (answer: IdempotencyRecord['answer']) => {
      await write(({ idempotency }) => idempotency.settle({ ...record, answer, createdAt: 99 }));
      return uow.read.idempotency.find(scope.tenantId, 'usr_1', 'agent.run', 'key');
    };
    const other = { ...idempotencyRecord(scope, 'other'), answer: { intent: { hash: 'o' } } };
    await write(async ({ idempotency }) => {
      await idempotency.insert({ ...record, answer: { intent: { hash: 'a' } } });
      await idempotency.insert(other);
    });
    expect(await answered({ intent: { hash: '漢' } })).toEqual({ ...record, answer: { intent: { hash: '漢' } } });
    expect(await answered({ ok: true, result: 1 })).toEqual({ ...record, answer: { ok: true, result: 1 } });
    expect(await answered({ ok: true, result: 2 })).toEqual({ ...record, answer: { ok: true, result: 1 } });
    expect(await answered({ intent: { hash: 'b' } })).toEqual({ ...record, answer: { ok: true, result: 1 } });
    expect(await uow.read.idempotency.find(scope.tenantId, 'usr_1', 'agent.run', 'other')).toEqual(other);
  });

  test('a refusal is kept with everything that a client was told', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const error = {
      code: 'NOT_FOUND',
      message: '没有 👍',
      retryable: false,
      traceId: 't',
      details: { a: [1] },
    } as const;
    const record = { ...idempotencyRecord(scope, 'key'), answer: { ok: false, error } as const };
    await write(({ idempotency }) => idempotency.insert(record));
    expect(await uow.read.idempotency.find(scope.tenantId, 'usr_1', 'agent.run', 'key')).toEqual(record);
  });

  test('only what is older goes, of that tenant only', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const other = await tenant();
    await write(async ({ idempotency }) => {
      await idempotency.insert({ ...idempotencyRecord(scope, 'old'), createdAt: 9 });
      await idempotency.insert({ ...idempotencyRecord(scope, 'kept'), createdAt: 10 });
      await idempotency.insert({ ...idempotencyRecord(other, 'old'), createdAt: 9 });
      await idempotency.deleteBefore(scope.tenantId, 10);
    });
    const find = async (tenantId: string, key: string) =>
      (await uow.read.idempotency.find(tenantId, 'usr_1', 'agent.run', key))?.key;
    expect(await find(scope.tenantId, 'old')).toBeUndefined();
    expect(await find(scope.tenantId, 'kept')).toBe('kept');
    expect(await find(other.tenantId, 'old')).toBe('old');
  });
});
