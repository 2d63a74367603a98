import type { MessageStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, given, inserterOfMany, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, asc, gt } = orm;

export function messageStore(db: Db, { messages }: Tables): MessageStore {
  const here = and(same(messages.tenantId, 'tenantId'), same(messages.workspaceId, 'workspaceId'));
  const after = compiled(() =>
    db
      .select()
      .from(messages)
      .where(and(here, same(messages.sessionId, 'sessionId'), gt(messages.seq, given(messages.seq, 'afterSeq'))))
      .orderBy(asc(messages.seq)),
  );
  const ofRun = compiled(() =>
    db
      .select()
      .from(messages)
      .where(and(here, same(messages.runId, 'runId')))
      .orderBy(asc(messages.seq)),
  );

  return {
    insert: inserterOfMany(db, messages),
    after: (scope, sessionId, afterSeq) => after({ ...scopeOf(scope), sessionId, afterSeq }),
    ofRun: (scope, runId) => ofRun({ ...scopeOf(scope), runId }),
  };
}
