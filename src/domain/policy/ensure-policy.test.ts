import { expect, test } from 'vitest';
import { systemClock, systemIds } from '../../config/system.ts';
import { onBothDatabases } from '../../storage/contract/both-databases.ts';
import { firstBrokenLink, SYSTEM_CHAIN } from '../audit/append-audit.ts';
import { DEFAULT_POLICY, ensurePolicy } from './policy-service.ts';

const OLDER = {
  ...DEFAULT_POLICY,
  toolPolicy: { ...DEFAULT_POLICY.toolPolicy, tools: { 'file.read': 'allow' } },
} as const;
const deps = { clock: systemClock, ids: systemIds };

onBothDatabases('the policy of a home at its start', (subject) => {
  test('a policy that a person changed is left alone, whatever it says', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await uow.transaction(async (tx) => {
      await tx.policies.insert({ ...scope, version: 1, document: DEFAULT_POLICY, updatedAt: 1, updatedBy: 'system' });
      await tx.policies.insert({ ...scope, version: 2, document: OLDER, updatedAt: 2, updatedBy: 'u_owner' });
      await ensurePolicy(tx, deps, scope);
    });
    expect(await uow.read.policies.current(scope)).toMatchObject({ version: 2, document: OLDER });
  });

  test('a new home gets the default, once', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    for (let start = 0; start < 2; start += 1) await uow.transaction((tx) => ensurePolicy(tx, deps, scope));
    expect(await uow.read.policies.current(scope)).toMatchObject({
      version: 1,
      document: DEFAULT_POLICY,
      updatedBy: 'system',
    });
    expect(await uow.read.audit.chain(scope, SYSTEM_CHAIN)).toEqual([]);
  });

  test('a default of an older version, which nobody changed, gets a new version and an audit row, once', async () => {
    const { uow, tenant } = subject();
    const scope = await tenant();
    await uow.transaction((tx) =>
      tx.policies.insert({ ...scope, version: 1, document: OLDER, updatedAt: 1, updatedBy: 'system' }),
    );
    for (let start = 0; start < 2; start += 1) await uow.transaction((tx) => ensurePolicy(tx, deps, scope));
    expect(await uow.read.policies.current(scope)).toMatchObject({
      version: 2,
      document: DEFAULT_POLICY,
      updatedBy: 'system',
    });
    const audit = await uow.read.audit.chain(scope, SYSTEM_CHAIN);
    expect(audit).toMatchObject([
      { action: 'policy.update', actor: 'system', actorType: 'system', detail: { version: 2, previousVersion: 1 } },
    ]);
    expect(firstBrokenLink(audit)).toBeUndefined();
  });
});
