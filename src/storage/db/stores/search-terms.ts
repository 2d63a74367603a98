/**
 * The part of the search index that each database has its own of: SQLite a full-text table (FTS5) beside search_docs, with the place as
 * its rowid; Postgres a column of search_docs. Both are given terms, not text, and neither takes it apart by rules of its own:
 * the ascii tokenizer splits at spaces only, since our terms hold no other sign of ASCII. Each term begins with a mark of its
 * workspace, so that one workspace's search does not wade through the words of another.
 */
import { createHash } from 'node:crypto';
import type { Scope } from '../../../domain/records.ts';
import type { SearchDoc, SearchPhrase } from '../../../domain/search/ports.ts';
import { sqliteKit } from '../columns.ts';
import type { Db } from '../database.ts';
import { orm } from '../drizzle.ts';
import { compiled, given, inserter, ONE, same, scopeOf } from '../statements.ts';
import type { Tables } from '../tables.ts';

const { and, desc, gte, inArray, lt, sql } = orm;

type Page = { limit: number; before?: number };

type SearchRow = Tables['searchDocs']['$inferSelect'];

export type SearchTerms = {
  /** The greatest place in use from `from` to before `to`, as far as places must differ. */
  lastPlace(scope: Scope, from: number, to: number): Promise<number | undefined>;
  insert(row: SearchRow): Promise<void>;
  /** Places of the stretches with every phrase, greatest first. */
  matching(scope: Scope, phrases: readonly SearchPhrase[], page: Page): Promise<number[]>;
  delete(places: readonly number[]): Promise<void>;
};

/** Made by a migration of its own, since Drizzle knows no virtual tables. The text column is what FTS5 indexes and does not keep. */
const fts = sqliteKit.table('search_terms', {
  place: sqliteKit.int('rowid').notNull(),
  terms: sqliteKit.text('terms').notNull(),
});

export function sqliteTerms(db: Db, { searchDocs }: Tables): SearchTerms {
  const insertDoc = inserter(db, searchDocs);
  const insertTerms = inserter(db, fts);
  const lastPlace = compiled(() =>
    db
      .select({ place: fts.place })
      .from(fts)
      .where(and(gte(fts.place, given(fts.place, 'from')), lt(fts.place, given(fts.place, 'to'))))
      .orderBy(desc(fts.place))
      .limit(ONE),
  );
  return {
    lastPlace: async (_scope, from, to) => (await lastPlace({ from, to }))[0]?.place,
    insert: async (row) => {
      await insertDoc({ ...row, terms: null });
      await insertTerms({ place: row.place, terms: (row.terms ?? []).join(' ') });
    },
    matching: async (scope, phrases, { limit, before }) => {
      const query = marked(scope, phrases)
        .map(({ terms, prefix }) => `"${terms.join(' ')}"${prefix ? ' *' : ''}`)
        .join(' AND ');
      const rows = await db
        .select({ place: fts.place })
        .from(fts)
        .where(and(sql`${fts} match ${query}`, before === undefined ? undefined : lt(fts.place, before)))
        .orderBy(desc(fts.place))
        .limit(limit);
      return rows.map(({ place }) => place);
    },
    delete: async (places) => {
      await db.delete(fts).where(inArray(fts.place, [...places]));
    },
  };
}

export function postgresTerms(db: Db, { searchDocs }: Tables): SearchTerms {
  const here = and(same(searchDocs.tenantId, 'tenantId'), same(searchDocs.workspaceId, 'workspaceId'));
  const lastPlace = compiled(() =>
    db
      .select({ place: searchDocs.place })
      .from(searchDocs)
      .where(
        and(
          here,
          gte(searchDocs.place, given(searchDocs.place, 'from')),
          lt(searchDocs.place, given(searchDocs.place, 'to')),
        ),
      )
      .orderBy(desc(searchDocs.place))
      .limit(ONE),
  );
  return {
    lastPlace: async (scope, from, to) => (await lastPlace({ ...scopeOf(scope), from, to }))[0]?.place,
    insert: inserter(db, searchDocs),
    matching: async ({ tenantId, workspaceId }, phrases, { limit, before }) => {
      const query = marked({ tenantId, workspaceId }, phrases)
        .map(({ terms, prefix }) => {
          const words = terms.map((term, n) => `'${term}'${prefix && n === terms.length - 1 ? ':*' : ''}`);
          return `(${words.join(' <-> ')})`;
        })
        .join(' & ');
      const rows = await db
        .select({ place: searchDocs.place })
        .from(searchDocs)
        .where(
          and(
            sql`${searchDocs.tenantId} = ${tenantId}`,
            sql`${searchDocs.workspaceId} = ${workspaceId}`,
            sql`${searchDocs.terms} @@ ${query}::tsquery`,
            before === undefined ? undefined : lt(searchDocs.place, before),
          ),
        )
        .orderBy(desc(searchDocs.place))
        .limit(limit);
      return rows.map(({ place }) => place);
    },
    delete: async () => undefined,
  };
}

/** The terms of a stretch as both databases hold them; the characters stand behind, where they are next to nothing. */
export function markedTerms(doc: Pick<SearchDoc, 'tenantId' | 'workspaceId' | 'terms' | 'characters'>): string[] {
  const mark = markOf(doc);
  return [
    ...doc.terms.map((term) => `${mark}${term}`),
    ...doc.characters.map((character) => characterTerm(mark, character)),
  ];
}

function marked(scope: Scope, phrases: readonly SearchPhrase[]): { terms: readonly string[]; prefix: boolean }[] {
  const mark = markOf(scope);
  return phrases.map((phrase) =>
    phrase.kind === 'character'
      ? { terms: [characterTerm(mark, phrase.character)], prefix: false }
      : { terms: phrase.terms.map((term) => `${mark}${term}`), prefix: phrase.prefix },
  );
}

/** A letter before it tells it from the terms of the text, which never have both. */
function characterTerm(mark: string, character: string): string {
  return `${mark}c${character}`;
}

const marks = new Map<string, string>();

/** Two workspaces may share one: whose a stretch is is told by its row. */
function markOf({ tenantId, workspaceId }: Scope): string {
  const name = JSON.stringify([tenantId, workspaceId]);
  let mark = marks.get(name);
  if (mark === undefined) {
    mark = createHash('sha256').update(name).digest('hex').slice(0, 4);
    if (marks.size < 1_000) marks.set(name, mark);
  }
  return mark;
}
