import type { EventDraft, JournalReader, SeqRange } from '../../../domain/ports.ts';
import type { Scope } from '../../../domain/records.ts';
import type { Envelope } from '../../../protocol/events.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { only } from '../rows.ts';
import { compiled, given, inserterOfMany, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, asc, desc, eq, gt, inArray, lt, sql } = orm;

type EventRow = Tables['events']['$inferSelect'];

type StoredEvent = Omit<EventRow, 'tenantId' | 'workspaceId' | 'sessionId'>;

type Append = (drafts: readonly EventDraft[], options: { scope: Scope; now: number }) => Promise<Envelope[]>;

/** The journal as one writer transaction uses it. */
export function journalWriter(db: Db, { events, sessions, tenants }: Tables): Append {
  const insert = inserterOfMany(db, events);
  const advanceTenant = compiled(() =>
    db
      .update(tenants)
      .set({ stateVersion: sql`${tenants.stateVersion} + ${given(tenants.stateVersion, 'count')}` })
      .where(same(tenants.tenantId, 'tenantId'))
      .returning({ stateVersion: tenants.stateVersion }),
  );
  const advanceSession = compiled(() =>
    db
      .update(sessions)
      .set({ lastSeq: sql`${sessions.lastSeq} + ${given(sessions.lastSeq, 'count')}` })
      .where(
        and(
          same(sessions.tenantId, 'tenantId'),
          same(sessions.workspaceId, 'workspaceId'),
          same(sessions.id, 'sessionId'),
        ),
      )
      .returning({ lastSeq: sessions.lastSeq }),
  );

  return async (drafts, { scope, now }) => {
    if (drafts.length === 0) return [];
    // First the tenant's counter: its row lock, held until commit, makes the order of stateVersions the order of commits.
    const { tenantId } = scope;
    const { stateVersion: last } = only(await advanceTenant({ tenantId, count: drafts.length }), 'tenant');
    const perSession = new Map<string, number>();
    for (const { sessionId } of drafts) perSession.set(sessionId, (perSession.get(sessionId) ?? 0) + 1);
    const nextSeq = new Map<string, number>();
    for (const [sessionId, count] of perSession) {
      const { lastSeq } = only(await advanceSession({ ...scopeOf(scope), sessionId, count }), 'session');
      nextSeq.set(sessionId, lastSeq - count + 1);
    }
    let stateVersion = last - drafts.length;
    const rows = drafts.map((draft): EventRow => {
      const seq = nextSeq.get(draft.sessionId) ?? 0;
      nextSeq.set(draft.sessionId, seq + 1);
      stateVersion += 1;
      return {
        tenantId,
        workspaceId: scope.workspaceId,
        sessionId: draft.sessionId,
        seq,
        stateVersion,
        event: draft.event,
        runId: draft.runId ?? null,
        traceId: draft.traceId,
        createdAt: draft.createdAt ?? now,
        payload: draft.payload,
      };
    });
    await insert(rows);
    return rows.map(toEnvelope);
  };
}

export function journalReader(db: Db, { events, tenants }: Tables): JournalReader {
  const inScope = (scope: Scope) => and(eq(events.tenantId, scope.tenantId), eq(events.workspaceId, scope.workspaceId));
  const findTenant = compiled(() => db.select().from(tenants).where(same(tenants.tenantId, 'tenantId')));
  const tenant = async (tenantId: string) => only(await findTenant({ tenantId }), 'tenant');
  const ofSession = (scope: Scope, sessionId: string, range: SeqRange) => {
    const forwards = 'afterSeq' in range;
    return {
      where: and(
        inScope(scope),
        eq(events.sessionId, sessionId),
        forwards ? gt(events.seq, range.afterSeq) : lt(events.seq, range.beforeSeq),
      ),
      order: forwards ? asc(events.seq) : desc(events.seq),
    };
  };
  /** What differs between the events of a session; the payload as the text that it is. */
  const ownPart = {
    event: events.event,
    seq: events.seq,
    stateVersion: events.stateVersion,
    runId: events.runId,
    traceId: events.traceId,
    createdAt: events.createdAt,
    payload: sql<string>`${events.payload}`,
  };

  return {
    head: async (tenantId) => (await tenant(tenantId)).stateVersion,
    journalId: async (tenantId) => (await tenant(tenantId)).journalId,
    readAfter: async (scope, position, options) => {
      const rows = await db
        .select()
        .from(events)
        .where(
          and(
            inScope(scope),
            gt(events.stateVersion, position),
            options.sessionId ? eq(events.sessionId, options.sessionId) : undefined,
            options.events ? inArray(events.event, [...options.events]) : undefined,
          ),
        )
        .orderBy(asc(events.stateVersion))
        .limit(options.limit);
      return rows.map(toEnvelope);
    },
    readSession: async (scope, sessionId, range) => {
      const { where, order } = ofSession(scope, sessionId, range);
      const rows = await db.select().from(events).where(where).orderBy(order).limit(range.limit);
      return rows.map(toEnvelope);
    },
    readSessionJson: async (scope, sessionId, range) => {
      const { where, order } = ofSession(scope, sessionId, range);
      const rows = await db.select(ownPart).from(events).where(where).orderBy(order).limit(range.limit);
      const place =
        `"tenantId":${JSON.stringify(scope.tenantId)},"workspaceId":${JSON.stringify(scope.workspaceId)},` +
        `"sessionId":${JSON.stringify(sessionId)}`;
      return rows.map((row) => ({ seq: row.seq, json: envelopeText(row, place) }));
    },
  };
}

/** The cast is the seam between a stored row and the union: what was appended as an event of a name is read back as it. */
function toEnvelope(row: EventRow): Envelope {
  return {
    event: row.event,
    seq: row.seq,
    stateVersion: row.stateVersion,
    tenantId: row.tenantId,
    workspaceId: row.workspaceId,
    sessionId: row.sessionId,
    ...(row.runId === null ? {} : { runId: row.runId }),
    traceId: row.traceId,
    createdAt: new Date(row.createdAt).toISOString(),
    payload: row.payload,
  } as Envelope;
}

/** What JSON.stringify makes of toEnvelope, put together around the stored text of the payload. */
function envelopeText(row: Omit<StoredEvent, 'payload'> & { payload: string }, place: string): string {
  return (
    `{"event":"${row.event}","seq":${row.seq},"stateVersion":${row.stateVersion},${place},` +
    (row.runId === null ? '' : `"runId":${JSON.stringify(row.runId)},`) +
    `"traceId":${JSON.stringify(row.traceId)},"createdAt":"${new Date(row.createdAt).toISOString()}","payload":${row.payload}}`
  );
}
