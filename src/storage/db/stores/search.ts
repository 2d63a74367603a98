import type { Scope } from '../../../domain/records.ts';
import type { SearchDoc, SearchStore } from '../../../domain/search/ports.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import type { Tables } from '../tables.ts';
import { markedTerms, postgresTerms, sqliteTerms } from './search-terms.ts';

const { and, desc, eq, inArray, isNull, lt } = orm;

/** Places of one millisecond. 2^53 of them last until the year 2039. */
const PLACES_PER_MS = 4_096;

export function searchStore(db: Db, tables: Tables, dialect: 'sqlite' | 'postgres'): SearchStore {
  const { searchDocs, messages, sessions, tenants } = tables;
  const index = dialect === 'sqlite' ? sqliteTerms(db, tables) : postgresTerms(db, tables);
  const inScope = (scope: Scope) =>
    and(eq(searchDocs.tenantId, scope.tenantId), eq(searchDocs.workspaceId, scope.workspaceId));

  /** The next free place at the time of a message. What one millisecond has no room for goes into the next. */
  async function nextPlace(doc: SearchDoc): Promise<number> {
    for (let from = Math.floor(doc.createdAt) * PLACES_PER_MS; ; from += PLACES_PER_MS) {
      const last = await index.lastPlace(doc, from, from + PLACES_PER_MS);
      if (last === undefined) return from;
      if (last + 1 < from + PLACES_PER_MS) return last + 1;
    }
  }

  return {
    insert: async (docs) => {
      for (const doc of docs) {
        const { tenantId, workspaceId, sessionId, seq, part, from, to } = doc;
        await index.insert({
          tenantId,
          workspaceId,
          place: await nextPlace(doc),
          sessionId,
          seq,
          part,
          textFrom: from,
          textTo: to,
          terms: markedTerms(doc),
        });
      }
    },
    find: async (scope, phrases, page) => {
      const places = await index.matching(scope, phrases, page);
      const rows =
        places.length === 0
          ? []
          : await db
              .select({
                place: searchDocs.place,
                sessionId: searchDocs.sessionId,
                seq: searchDocs.seq,
                from: searchDocs.textFrom,
                to: searchDocs.textTo,
                role: messages.role,
                parts: messages.parts,
                createdAt: messages.createdAt,
                title: sessions.title,
                archived: sessions.archived,
              })
              .from(searchDocs)
              .innerJoin(
                messages,
                and(
                  eq(messages.tenantId, searchDocs.tenantId),
                  eq(messages.sessionId, searchDocs.sessionId),
                  eq(messages.seq, searchDocs.seq),
                ),
              )
              .innerJoin(
                sessions,
                and(
                  eq(sessions.tenantId, searchDocs.tenantId),
                  eq(sessions.id, searchDocs.sessionId),
                  isNull(sessions.deletedAt),
                ),
              )
              .where(and(inScope(scope), inArray(searchDocs.place, places)))
              .orderBy(desc(searchDocs.place));
      const next = places.length === page.limit ? places.at(-1) : undefined;
      return { docs: rows, ...(next === undefined ? {} : { next }) };
    },
    deleteOfSession: async (scope, sessionId) => {
      const gone = await db
        .delete(searchDocs)
        .where(and(inScope(scope), eq(searchDocs.sessionId, sessionId)))
        .returning({ place: searchDocs.place });
      for (let n = 0; n < gone.length; n += 500) await index.delete(gone.slice(n, n + 500).map(({ place }) => place));
    },
    backlog: async (tenantId, limit) => {
      const [tenant] = await db
        .select({ from: tenants.searchBacklog })
        .from(tenants)
        .where(eq(tenants.tenantId, tenantId));
      if (!tenant || tenant.from === 'none') return undefined;
      // Message ids grow with time, well enough for an order in which to go through them.
      const rows = await db
        .select({ message: messages, indexed: searchDocs.part })
        .from(messages)
        .leftJoin(
          searchDocs,
          and(
            eq(searchDocs.tenantId, messages.tenantId),
            eq(searchDocs.workspaceId, messages.workspaceId),
            eq(searchDocs.sessionId, messages.sessionId),
            eq(searchDocs.seq, messages.seq),
            eq(searchDocs.part, 0),
          ),
        )
        .where(
          and(eq(messages.tenantId, tenantId), tenant.from === 'all' ? undefined : lt(messages.messageId, tenant.from)),
        )
        .orderBy(desc(messages.messageId))
        .limit(limit);
      return {
        messages: rows.flatMap(({ message, indexed }) => (indexed === null ? [message] : [])),
        from: tenant.from,
        to: rows.length < limit ? 'none' : (rows.at(-1)?.message.messageId ?? 'none'),
      };
    },
    advance: async (tenantId, from, to) => {
      const moved = await db
        .update(tenants)
        .set({ searchBacklog: to })
        .where(and(eq(tenants.tenantId, tenantId), eq(tenants.searchBacklog, from)))
        .returning({ id: tenants.tenantId });
      return moved.length === 1;
    },
  };
}
