import type { AuditStore } from '../../../domain/audit/ports.ts';
import type { Scope } from '../../../domain/records.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, given, inserter, placeholdersOf, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, asc, desc, eq, gte, lte, sql } = orm;

export function auditStore(db: Db, { audit, auditHeads }: Tables, dialect: 'sqlite' | 'postgres'): AuditStore {
  const inScope = (scope: Scope) => and(eq(audit.tenantId, scope.tenantId), eq(audit.workspaceId, scope.workspaceId));
  const insertLink = inserter(db, audit);
  const findHead = compiled(() => {
    const query = db
      .select({ seq: auditHeads.seq, hash: auditHeads.hash })
      .from(auditHeads)
      .where(
        and(
          same(auditHeads.tenantId, 'tenantId'),
          same(auditHeads.workspaceId, 'workspaceId'),
          same(auditHeads.chain, 'chain'),
        ),
      );
    // SQLite has one writer and no row locks.
    return dialect === 'postgres' ? query.for('update') : query;
  });
  const moveHead = compiled(() =>
    db
      .insert(auditHeads)
      .values(placeholdersOf(auditHeads))
      .onConflictDoUpdate({
        target: [auditHeads.tenantId, auditHeads.workspaceId, auditHeads.chain],
        set: { seq: given(auditHeads.seq, 'seq'), hash: given(auditHeads.hash, 'hash') },
      }),
  );

  return {
    chainHead: async (scope, chain) => (await findHead({ ...scopeOf(scope), chain }))[0],
    insert: async (record) => {
      const { chain, seq, hash } = record;
      await insertLink(record);
      await moveHead({ ...scopeOf(record), chain, seq, hash });
    },
    query: (scope, filter, page) =>
      db
        .select()
        .from(audit)
        .where(
          and(
            inScope(scope),
            filter.from === undefined ? undefined : gte(audit.createdAt, filter.from),
            filter.to === undefined ? undefined : lte(audit.createdAt, filter.to),
            filter.action === undefined ? undefined : eq(audit.action, filter.action),
            filter.actor === undefined ? undefined : eq(audit.actor, filter.actor),
            filter.resource === undefined ? undefined : eq(audit.resource, filter.resource),
            filter.sessionId === undefined ? undefined : eq(audit.sessionId, filter.sessionId),
            filter.runId === undefined ? undefined : eq(audit.runId, filter.runId),
            filter.traceId === undefined ? undefined : eq(audit.traceId, filter.traceId),
            filter.toolName === undefined ? undefined : eq(audit.toolName, filter.toolName),
            filter.outcome === undefined ? undefined : eq(audit.outcome, filter.outcome),
            page.before
              ? sql`(${audit.createdAt}, ${audit.id}) < (${page.before.createdAt}, ${sql.param(page.before.id, audit.id)})`
              : undefined,
          ),
        )
        .orderBy(desc(audit.createdAt), desc(audit.id))
        .limit(page.limit),
    chains: async (scope) => {
      const heads = await db
        .select({ chain: auditHeads.chain })
        .from(auditHeads)
        .where(and(eq(auditHeads.tenantId, scope.tenantId), eq(auditHeads.workspaceId, scope.workspaceId)));
      return heads.map(({ chain }) => chain);
    },
    chain: (scope, chain) =>
      db
        .select()
        .from(audit)
        .where(and(inScope(scope), eq(audit.chain, chain)))
        .orderBy(asc(audit.seq)),
  };
}
