import type { PolicyStore } from '../../../domain/policy/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, inserter, ONE, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, desc, eq, lt } = orm;

export function policyStore(db: Db, { policies }: Tables): PolicyStore {
  const insert = inserter(db, policies, 'VERSION_CONFLICT');
  const current = compiled(() =>
    db
      .select()
      .from(policies)
      .where(and(same(policies.tenantId, 'tenantId'), same(policies.workspaceId, 'workspaceId')))
      .orderBy(desc(policies.version))
      .limit(ONE),
  );

  return {
    current: async (scope) => (await current(scopeOf(scope)))[0],
    list: (scope, { limit, before }) =>
      db
        .select()
        .from(policies)
        .where(
          and(
            eq(policies.tenantId, scope.tenantId),
            eq(policies.workspaceId, scope.workspaceId),
            before === undefined ? undefined : lt(policies.version, before),
          ),
        )
        .orderBy(desc(policies.version))
        .limit(limit),
    insert,
  };
}
