import type { Column, SQL } from 'drizzle-orm';
import type { MetricsStore, TimeRange } from '../../../domain/metrics/ports.ts';
import type { Scope } from '../../../domain/records.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import type { Tables } from '../tables.ts';

const { and, desc, eq, gte, inArray, isNotNull, lt, sql } = orm;

const OPEN = ['queued', 'accepted', 'running', 'waiting_approval'] as const;

export function metricsStore(
  db: Db,
  { runs, toolRuns, approvals, spend }: Tables,
  dialect: 'sqlite' | 'postgres',
): MetricsStore {
  const count = sql<number>`count(*)`.mapWith(Number);
  const sum = (value: SQL | Column) => sql<number>`coalesce(sum(${value}), 0)`.mapWith(Number);
  /** A field of a JSON column, which is text on both. */
  const field = (column: Column, name: 'inputTokens' | 'outputTokens' | 'code') =>
    dialect === 'sqlite'
      ? sql`json_extract(${column}, ${sql.raw(`'$.${name}'`)})`
      : sql`(${column}::json ->> ${sql.raw(`'${name}'`)})`;
  const tokens = (name: 'inputTokens' | 'outputTokens') => sum(sql`cast(${field(runs.usage, name)} as bigint)`);
  const within = (
    table: { tenantId: Column; workspaceId: Column },
    time: Column,
    { scope, range }: { scope: Scope; range: TimeRange },
  ) =>
    and(
      eq(table.tenantId, scope.tenantId),
      eq(table.workspaceId, scope.workspaceId),
      gte(time, range.from),
      lt(time, range.to),
    );
  /** Whole numbers of ours, part of the text: both databases then divide as whole numbers. */
  const bucketOf = (time: Column, { from, bucketMs }: TimeRange) =>
    sql<number>`(${time} - ${whole(from)}) / ${whole(bucketMs)}`.mapWith(Number);

  return {
    liveRuns: (scope) =>
      db
        .select({ status: runs.status, count })
        .from(runs)
        .where(
          and(
            eq(runs.tenantId, scope.tenantId),
            eq(runs.workspaceId, scope.workspaceId),
            inArray(runs.status, [...OPEN]),
          ),
        )
        .groupBy(runs.status),
    pendingApprovals: async (scope) => {
      const [row] = await db
        .select({
          count,
          oldestRequestedAt: sql<number | null>`min(${approvals.requestedAt})`.mapWith(Number),
        })
        .from(approvals)
        .where(
          and(
            eq(approvals.tenantId, scope.tenantId),
            eq(approvals.workspaceId, scope.workspaceId),
            eq(approvals.status, 'pending'),
          ),
        );
      return row ?? { count: 0, oldestRequestedAt: null };
    },
    runsStarted: (scope, range) => {
      const bucket = bucketOf(runs.createdAt, range);
      return db
        .select({ bucket, count })
        .from(runs)
        .where(within(runs, runs.createdAt, { scope, range }))
        .groupBy(bucket);
    },
    runsEnded: (scope, range) => {
      const bucket = bucketOf(runs.endedAt, range);
      const code = sql<string | null>`${field(runs.error, 'code')}`;
      return db
        .select({
          bucket,
          model: runs.model,
          status: runs.status,
          code,
          count,
          inputTokens: tokens('inputTokens'),
          outputTokens: tokens('outputTokens'),
        })
        .from(runs)
        .where(within(runs, runs.endedAt, { scope, range }))
        .groupBy(bucket, runs.model, runs.status, code);
    },
    runTimes: (scope, range, limit) =>
      db
        .select({
          model: runs.model,
          startedAt: runs.startedAt,
          endedAt: runs.endedAt,
          firstTokenMs: runs.firstTokenMs,
        })
        .from(runs)
        .where(and(within(runs, runs.endedAt, { scope, range }), eq(runs.status, 'completed')))
        .orderBy(desc(runs.endedAt))
        .limit(limit),
    toolRuns: (scope, range) => {
      const bucket = bucketOf(toolRuns.createdAt, range);
      return db
        .select({ bucket, toolName: toolRuns.toolName, status: toolRuns.status, count })
        .from(toolRuns)
        .where(within(toolRuns, toolRuns.createdAt, { scope, range }))
        .groupBy(bucket, toolRuns.toolName, toolRuns.status);
    },
    toolTimes: (scope, range, limit) =>
      db
        .select({ toolName: toolRuns.toolName, startedAt: toolRuns.startedAt, endedAt: toolRuns.endedAt })
        .from(toolRuns)
        .where(
          and(
            within(toolRuns, toolRuns.createdAt, { scope, range }),
            isNotNull(toolRuns.startedAt),
            isNotNull(toolRuns.endedAt),
          ),
        )
        .orderBy(desc(toolRuns.createdAt))
        .limit(limit),
    approvals: (scope, range) =>
      db
        .select({ status: approvals.status, count })
        .from(approvals)
        .where(within(approvals, approvals.requestedAt, { scope, range }))
        // By an expression: by the bare column SQLite takes the index that groups, and walks through all there ever were.
        .groupBy(sql`${approvals.status} || ''`, approvals.status),
    approvalTimes: (scope, range, limit) =>
      db
        .select({ requestedAt: approvals.requestedAt, decidedAt: approvals.decidedAt })
        .from(approvals)
        .where(
          and(
            within(approvals, approvals.requestedAt, { scope, range }),
            inArray(approvals.status, ['approved', 'rejected']),
          ),
        )
        .orderBy(desc(approvals.requestedAt))
        .limit(limit),
    spend: (scope, range, days) => {
      const bucket = bucketOf(spend.createdAt, range);
      return db
        .select({
          bucket,
          model: spend.model,
          costUsd: sum(spend.costUsd),
          reservedUsd: sum(sql`case when ${spend.costUsd} is null then ${spend.reservedUsd} else 0 end`),
        })
        .from(spend)
        .where(and(within(spend, spend.createdAt, { scope, range }), inArray(spend.day, [...days])))
        .groupBy(bucket, spend.model);
    },
  };
}

function whole(value: number): SQL {
  if (!Number.isSafeInteger(value)) throw new Error(`not a whole number: ${value}`);
  return sql.raw(String(value));
}
