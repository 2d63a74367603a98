import { and, desc, eq } from 'drizzle-orm';
import type { PolicyStore } from '../../../domain/policy/ports.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { Db } from '../database.ts';
import { isUniqueViolation } from '../errors.ts';
import type { Tables } from '../tables.ts';

export function policyStore(db: Db, { policies }: Tables): PolicyStore {
  return {
    current: async (scope) =>
      (
        await db
          .select()
          .from(policies)
          .where(and(eq(policies.tenantId, scope.tenantId), eq(policies.workspaceId, scope.workspaceId)))
          .orderBy(desc(policies.version))
          .limit(1)
      )[0],
    insert: async (policy) => {
      try {
        await db.insert(policies).values(policy);
      } catch (error) {
        if (isUniqueViolation(error)) throw new ProtocolError('VERSION_CONFLICT');
        throw error;
      }
    },
  };
}
