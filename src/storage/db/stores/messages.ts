import { and, asc, eq, gt } from 'drizzle-orm';
import type { MessageStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import type { Tables } from '../tables.ts';

export function messageStore(db: Db, { messages }: Tables): MessageStore {
  return {
    insert: async (rows) => {
      if (rows.length > 0) await db.insert(messages).values([...rows]);
    },
    after: (scope, sessionId, afterSeq) =>
      db
        .select()
        .from(messages)
        .where(
          and(
            eq(messages.tenantId, scope.tenantId),
            eq(messages.workspaceId, scope.workspaceId),
            eq(messages.sessionId, sessionId),
            gt(messages.seq, afterSeq),
          ),
        )
        .orderBy(asc(messages.seq)),
    ofRun: (scope, runId) =>
      db
        .select()
        .from(messages)
        .where(
          and(
            eq(messages.tenantId, scope.tenantId),
            eq(messages.workspaceId, scope.workspaceId),
            eq(messages.runId, runId),
          ),
        )
        .orderBy(asc(messages.seq)),
  };
}
