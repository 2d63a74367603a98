import { expect, test } from 'vitest';
import { onBothDatabases, tally } from './both-databases.ts';
import { policyRecord } from './records.fixture.ts';

onBothDatabases('policies', (subject) => {
  test('a version that exists is refused with VERSION_CONFLICT, also among twenty at once, and stays as it was', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    await write(({ policies }) => policies.insert(policyRecord(scope, 1)));
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        write(async ({ policies }) => {
          await policies.insert({ ...policyRecord(scope, 2), updatedBy: `usr_${n}` });
          return n;
        }),
      ),
    );
    const { answered, codes } = tally(results);
    expect(answered).toHaveLength(1);
    expect(codes).toEqual(Array.from({ length: 19 }, () => 'VERSION_CONFLICT'));
    expect(await uow.read.policies.current(scope)).toEqual({
      ...policyRecord(scope, 2),
      updatedBy: `usr_${answered[0]}`,
    });
  });

  test('the highest version is in force, as a number and not as text', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    expect(await uow.read.policies.current(scope)).toBeUndefined();
    for (const version of [9, 10, 2]) await write(({ policies }) => policies.insert(policyRecord(scope, version)));
    expect(await uow.read.policies.current(scope)).toEqual(policyRecord(scope, 10));
  });

  test('versions are listed from the highest down, a page at a time', async () => {
    const { uow, tenant, write } = subject();
    const scope = await tenant();
    for (const version of [1, 2, 9, 10, 11])
      await write(({ policies }) => policies.insert(policyRecord(scope, version)));
    const page = async (before?: number) =>
      (await uow.read.policies.list(scope, { limit: 2, ...(before === undefined ? {} : { before }) })).map(
        ({ version }) => version,
      );
    expect([await page(), await page(10), await page(2), await page(1)]).toEqual([[11, 10], [9, 2], [1], []]);
    expect(await uow.read.policies.list(scope, { limit: 1 })).toEqual([policyRecord(scope, 11)]);
  });
});
