import { and, asc, eq } from 'drizzle-orm';
import type { Scope } from '../../../domain/records.ts';
import type { ToolRunStore } from '../../../domain/run/ports.ts';
import type { Db } from '../database.ts';
import { only } from '../rows.ts';
import type { Tables } from '../tables.ts';

export function toolRunStore(db: Db, { toolRuns }: Tables): ToolRunStore {
  const inScope = (scope: Scope) =>
    and(eq(toolRuns.tenantId, scope.tenantId), eq(toolRuns.workspaceId, scope.workspaceId));
  const one = (scope: Scope, toolCallId: string) => and(inScope(scope), eq(toolRuns.toolCallId, toolCallId));

  return {
    insert: async (rows) => {
      if (rows.length > 0) await db.insert(toolRuns).values([...rows]);
    },
    get: async (scope, toolCallId) => (await db.select().from(toolRuns).where(one(scope, toolCallId)).limit(1))[0],
    update: async (scope, toolCallId, patch) =>
      only(await db.update(toolRuns).set(patch).where(one(scope, toolCallId)).returning(), 'tool run'),
    move: async (scope, toolCallId, from, patch) => {
      const moved = await db
        .update(toolRuns)
        .set(patch)
        .where(and(one(scope, toolCallId), eq(toolRuns.status, from)))
        .returning({ id: toolRuns.toolCallId });
      return moved.length === 1;
    },
    ofRun: (scope, runId) =>
      db
        .select()
        .from(toolRuns)
        .where(and(inScope(scope), eq(toolRuns.runId, runId)))
        .orderBy(asc(toolRuns.step), asc(toolRuns.position)),
  };
}
