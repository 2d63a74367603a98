import type { MessageStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, given, inserterOfMany, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, asc, gt, lte } = orm;

export function messageStore(db: Db, { messages }: Tables): MessageStore {
  const here = and(same(messages.tenantId, 'tenantId'), same(messages.workspaceId, 'workspaceId'));
  const after = compiled(() =>
    db
      .select()
      .from(messages)
      .where(and(here, same(messages.sessionId, 'sessionId'), gt(messages.seq, given(messages.seq, 'afterSeq'))))
      .orderBy(asc(messages.seq)),
  );
  const get = compiled(() =>
    db
      .select()
      .from(messages)
      .where(and(here, same(messages.messageId, 'messageId'))),
  );
  const between = compiled(() =>
    db
      .select()
      .from(messages)
      .where(
        and(
          here,
          same(messages.sessionId, 'sessionId'),
          gt(messages.seq, given(messages.seq, 'afterSeq')),
          lte(messages.seq, given(messages.seq, 'throughSeq')),
        ),
      )
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
    get: async (scope, messageId) => (await get({ ...scopeOf(scope), messageId }))[0],
    between: (scope, sessionId, range) => between({ ...scopeOf(scope), sessionId, ...range }),
    ofRun: (scope, runId) => ofRun({ ...scopeOf(scope), runId }),
  };
}
