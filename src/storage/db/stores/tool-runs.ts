import type { ToolRunStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { only } from '../rows.ts';
import { compiled, inserterOfMany, patcher, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, asc } = orm;

export function toolRunStore(db: Db, { toolRuns }: Tables): ToolRunStore {
  const here = and(same(toolRuns.tenantId, 'tenantId'), same(toolRuns.workspaceId, 'workspaceId'));
  const one = and(here, same(toolRuns.toolCallId, 'toolCallId'));
  const get = compiled(() => db.select().from(toolRuns).where(one));
  const update = patcher(toolRuns, (set) => db.update(toolRuns).set(set).where(one).returning());
  const move = patcher(toolRuns, (set) =>
    db
      .update(toolRuns)
      .set(set)
      .where(and(one, same(toolRuns.status, 'from')))
      .returning({ id: toolRuns.toolCallId }),
  );
  const ofRun = compiled(() =>
    db
      .select()
      .from(toolRuns)
      .where(and(here, same(toolRuns.runId, 'runId')))
      .orderBy(asc(toolRuns.step), asc(toolRuns.position)),
  );

  return {
    insert: inserterOfMany(db, toolRuns),
    get: async (scope, toolCallId) => (await get({ ...scopeOf(scope), toolCallId }))[0],
    update: async (scope, toolCallId, patch) =>
      only(await update(patch, { ...scopeOf(scope), toolCallId }), 'tool run'),
    move: async (scope, toolCallId, from, patch) =>
      (await move(patch, { ...scopeOf(scope), toolCallId, from })).length === 1,
    ofRun: (scope, runId) => ofRun({ ...scopeOf(scope), runId }),
  };
}
