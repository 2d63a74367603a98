import { expect, test } from 'vitest';
import { onBothDatabases } from './both-databases.ts';
import { signInRecord } from './records.fixture.ts';

onBothDatabases('sign-ins', (subject) => {
  test('a sign-in that was deleted, or is of another tenant, is not found', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const other = await tenant();
    await write(({ signIns }) => signIns.insert(signInRecord(scope, 'hash')));
    await write(({ signIns }) => signIns.delete(other.tenantId, 'hash'));
    expect(await uow.read.signIns.find(scope.tenantId, 'hash')).toEqual(signInRecord(scope, 'hash'));
    expect(await uow.read.signIns.find(other.tenantId, 'hash')).toBeUndefined();
    await write(({ signIns }) => signIns.delete(scope.tenantId, 'hash'));
    expect(await uow.read.signIns.find(scope.tenantId, 'hash')).toBeUndefined();
  });

  test('expired ones go at the very moment they expire, of that tenant only', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const other = await tenant();
    await write(async ({ signIns }) => {
      await signIns.insert(signInRecord(scope, 'a', 10));
      await signIns.insert(signInRecord(scope, 'b', 11));
      await signIns.insert(signInRecord(other, 'a', 10));
      await signIns.deleteExpired(scope.tenantId, 10);
    });
    expect(await uow.read.signIns.find(scope.tenantId, 'a')).toBeUndefined();
    expect(await uow.read.signIns.find(scope.tenantId, 'b')).toBeDefined();
    expect(await uow.read.signIns.find(other.tenantId, 'a')).toBeDefined();
  });
});
