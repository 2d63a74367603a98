import { expect, test } from 'vitest';
import { onBothDatabases } from './both-databases.ts';
import { attachmentRecord } from './records.fixture.ts';

onBothDatabases('attachments', (subject) => {
  const advanced = { received: 9, complete: false, sha256: null, parts: [{ key: 'blb_9', bytes: 9 }], updatedAt: 2 };

  test('of twenty pieces for one place one is taken, and a piece for any other place never', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ attachments }) => attachments.insert(attachmentRecord(scope, 'att_1')));
    expect(await write(({ attachments }) => attachments.advance(scope, 'att_1', 4, advanced))).toBe(false);
    expect(await write(({ attachments }) => attachments.advance(scope, 'att_none', 5, advanced))).toBe(false);
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        write(({ attachments }) => attachments.advance(scope, 'att_1', 5, { ...advanced, updatedAt: n })),
      ),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await uow.read.attachments.get(scope, 'att_1')).toEqual(
      attachmentRecord(scope, 'att_1', { ...advanced, updatedAt: taken.indexOf(true) }),
    );
  });

  test('a complete one is not added to', async () => {
    const { tenant, write } = subject();
    const scope = await tenant();
    await write(({ attachments }) => attachments.insert(attachmentRecord(scope, 'att_1', { complete: true })));
    expect(await write(({ attachments }) => attachments.advance(scope, 'att_1', 5, advanced))).toBe(false);
  });

  test('what is stored comes back, its name to the character', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    const record = attachmentRecord(scope, 'att_1', { name: '笔记 \uD800.md', complete: true, sha256: 'f'.repeat(64) });
    await write(({ attachments }) => attachments.insert(record));
    expect(await uow.read.attachments.get(scope, 'att_1')).toEqual(record);
  });

  test('stale uploads go, complete and recent ones and those of other tenants stay, and their keys are in use', async () => {
    const { uow, tenant, write } = subject();
    const [scope, other] = [await tenant(), await tenant()];
    const elsewhere = { ...scope, workspaceId: 'w_two' };
    await write(async ({ attachments }) => {
      await attachments.insert(attachmentRecord(scope, 'att_stale', { updatedAt: 9 }));
      await attachments.insert(attachmentRecord(elsewhere, 'att_stale_elsewhere', { updatedAt: 9 }));
      await attachments.insert(attachmentRecord(scope, 'att_recent', { updatedAt: 10 }));
      await attachments.insert(attachmentRecord(scope, 'att_complete', { updatedAt: 1, complete: true }));
      await attachments.insert(attachmentRecord(other, 'att_other', { updatedAt: 1 }));
      await attachments.deleteStale(scope.tenantId, 10);
    });
    const keys = await uow.read.attachments.keysInUse(scope.tenantId);
    expect(keys.toSorted()).toEqual(['blb_att_complete', 'blb_att_recent']);
    expect(await uow.read.attachments.keysInUse(other.tenantId)).toEqual(['blb_att_other']);
    expect(await uow.read.attachments.get(scope, 'att_stale')).toBeUndefined();
  });
});
