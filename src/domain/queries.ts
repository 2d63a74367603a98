/** The reading methods of the protocol, over the read side of the stores. */

import { EncodedEnvelopes } from '../protocol/envelope-json.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { Envelope } from '../protocol/events.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { MethodParams, MethodResult } from '../protocol/methods.ts';
import { toApproval } from './approval/approval-entity.ts';
import { requireApprovalRecord } from './approval/require-approval-record.ts';
import { toAuditEntry } from './audit/append-audit.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { currentPolicy, toPolicy } from './policy/policy-service.ts';
import type { Clock, Stores, UnitOfWork } from './ports.ts';
import type { Scope } from './records.ts';
import { requireRun } from './run/require-run.ts';
import { toRun, toToolRun } from './run/run-entity.ts';
import { searchSessions } from './search/search-sessions.ts';
import { listSessions } from './session/list-sessions.ts';
import { toSession } from './session/session-entity.ts';
import { requireSession } from './session/session-service.ts';
import { toTimestamp } from './time.ts';

export type Queries = {
  [M in
    | 'runs.list'
    | 'runs.get'
    | 'sessions.list'
    | 'sessions.get'
    | 'sessions.search'
    | 'sessions.history'
    | 'policy.get'
    | 'approval.queue'
    | 'approval.get'
    | 'audit.query']: (scope: Scope, params: MethodParams<M>) => Promise<MethodResult<M>>;
};

export function createQueries(
  { uow, clock }: { uow: UnitOfWork; clock: Pick<Clock, 'now'> },
  toToken: (stores: Stores, tenantId: string) => Promise<string>,
): Queries {
  const { read } = uow;
  return {
    'runs.list': async (scope, params) => {
      const before = decodeCursor(params.cursor, ({ at, id }) => ({ createdAt: at, id }));
      const rows = await read.runs.list(scope, params, { limit: params.limit + 1, ...before });
      return pageOf(rows, params.limit, toRun, (run) => ({ at: run.createdAt, id: run.runId }));
    },
    'runs.get': async (scope, { runId }) => {
      const run = await requireRun(read, scope, runId);
      const toolRuns = await read.toolRuns.ofRun(scope, runId);
      const messages = await read.messages.ofRun(scope, runId);
      return {
        ...toRun(run),
        toolRuns: toolRuns.map(toToolRun),
        timeline: messages.flatMap(({ call, messageId, parts }) =>
          call === null
            ? []
            : [
                {
                  step: call.step,
                  messageId,
                  model: call.model,
                  startedAt: toTimestamp(call.startedAt),
                  endedAt: toTimestamp(call.endedAt),
                  ...(call.firstTokenMs === null ? {} : { firstTokenMs: Math.max(0, call.firstTokenMs) }),
                  usage: call.usage,
                  toolCallIds: parts.flatMap((part) => (part.type === 'tool_call' ? [part.toolCallId] : [])),
                },
              ],
        ),
      };
    },
    'sessions.list': (scope, params) => listSessions({ read, clock }, scope, params),
    'sessions.get': (scope, { sessionId }) =>
      uow.snapshot(async (stores) => {
        const session = await requireSession(stores, scope, sessionId);
        const activeRun = session.activeRunId === null ? undefined : await stores.runs.get(scope, session.activeRunId);
        return {
          ...toSession(session),
          contextTokens: session.contextTokens,
          contextWindow: session.contextWindow,
          ...(activeRun ? { activeRun: toRun(activeRun) } : {}),
          queuedRuns: (await stores.runs.queued(scope, sessionId)).map(toRun),
          pendingApprovals: (await stores.approvals.pendingOfSession(scope, sessionId)).map(toApproval),
          costUsd: session.costUsd,
          token: await toToken(stores, scope.tenantId),
        };
      }),
    'sessions.search': (scope, params) => searchSessions(read, scope, params),
    'sessions.history': async (scope, params) => {
      if (params.afterSeq !== undefined && params.beforeSeq !== undefined) {
        throw new ProtocolError('INVALID_REQUEST', 'beforeSeq: read after a seq or before one, not both.');
      }
      const session = await requireSession(read, scope, params.sessionId);
      const limit = params.limit + 1;
      if (params.beforeSeq !== undefined) {
        const rows = await read.journal.readSessionJson(scope, session.id, { beforeSeq: params.beforeSeq, limit });
        const { kept, more } = withinBytes(rows, params.limit);
        const events = kept.reverse();
        const first = events[0];
        return { events: encoded(events), lastSeq: session.lastSeq, ...(more && first ? { nextSeq: first.seq } : {}) };
      }
      const range = { afterSeq: params.afterSeq ?? 0, limit };
      const rows = await read.journal.readSessionJson(scope, session.id, range);
      const { kept, more } = withinBytes(rows, params.limit);
      const last = kept.at(-1);
      return { events: encoded(kept), lastSeq: session.lastSeq, ...(more && last ? { nextSeq: last.seq } : {}) };
    },
    'policy.get': async (scope) => toPolicy(await currentPolicy(read, scope)),
    'approval.queue': async (scope, params) => {
      const before = decodeCursor(params.cursor, ({ at, id }) => ({ requestedAt: at, id }));
      const rows = await read.approvals.list(scope, params, { limit: params.limit + 1, ...before });
      const pendingCount = await read.approvals.count(scope, {
        ...(params.sessionId === undefined ? {} : { sessionId: params.sessionId }),
        status: ['pending'],
      });
      const page = pageOf(rows, params.limit, toApproval, (row) => ({ at: row.requestedAt, id: row.approvalId }));
      return { ...page, pendingCount };
    },
    'approval.get': async (scope, { approvalId }) => {
      return toApproval(await requireApprovalRecord(read, scope, approvalId));
    },
    'audit.query': async (scope, { limit, cursor, from, to, ...filter }) => {
      const before = decodeCursor(cursor, ({ at, id }) => ({ createdAt: at, id }));
      const rows = await read.audit.query(
        scope,
        {
          ...filter,
          ...(from === undefined ? {} : { from: Date.parse(from) }),
          ...(to === undefined ? {} : { to: Date.parse(to) }),
        },
        { limit: limit + 1, ...before },
      );
      return pageOf(rows, limit, toAuditEntry, (row) => ({ at: row.createdAt, id: row.id }));
    },
  };
}

type EventText = { seq: number; json: string };

/** As many of the events, in order, as fit into a page by count and by bytes; at least one. */
function withinBytes(rows: readonly EventText[], limit: number): { kept: EventText[]; more: boolean } {
  const kept: EventText[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limit)) {
    bytes += Buffer.byteLength(row.json);
    if (kept.length > 0 && bytes > LIMITS.maxHistoryPageBytes) break;
    kept.push(row);
  }
  return { kept, more: kept.length < rows.length };
}

/** The cast is the seam to what goes out: on the wire it is an array of envelopes, and nobody looks into it before. */
function encoded(events: readonly EventText[]): Envelope[] {
  return new EncodedEnvelopes(events.map(({ json }) => json)) as unknown as Envelope[];
}
