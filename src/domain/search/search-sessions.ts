import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import type { Stores } from '../ports.ts';
import type { Scope } from '../records.ts';
import { toTimestamp } from '../time.ts';
import type { FoundDoc } from './ports.ts';
import { searchableText } from './searchable-text.ts';
import { snippetOf } from './snippet.ts';
import { phrasesOf } from './terms.ts';

/** sessions.search: a hit for each message, latest first. A query without a word in it finds nothing. */
export async function searchSessions(
  { search }: Pick<Stores, 'search'>,
  scope: Scope,
  { query, limit, cursor }: MethodParams<'sessions.search'>,
): Promise<MethodResult<'sessions.search'>> {
  const phrases = phrasesOf(query);
  const { before: last } = decodeCursor(cursor, ({ at, id }) => ({ place: at, message: id }));
  if (phrases.length === 0) return { hits: [] };

  const found: FoundDoc[] = [];
  let seen = last?.message;
  let before = last?.place;
  do {
    const page = await search.find(scope, phrases, {
      limit: limit + 1,
      ...(before === undefined ? {} : { before }),
    });
    for (const doc of page.docs) {
      // The parts of a long message stand one behind the other: it is one hit.
      if (messageOf(doc) !== seen) found.push(doc);
      seen = messageOf(doc);
    }
    before = page.next;
  } while (before !== undefined && found.length <= limit);

  const { items: hits, ...more } = pageOf(
    found,
    limit,
    (doc) => ({
      sessionId: doc.sessionId,
      seq: doc.seq,
      ...snippetOf(searchableText(doc), phrases, doc),
      // The index holds nothing that a tool said.
      role: doc.role === 'user' ? ('user' as const) : ('assistant' as const),
      title: doc.title,
      archived: doc.archived,
      createdAt: toTimestamp(doc.createdAt),
    }),
    (doc) => ({ at: doc.place, id: messageOf(doc) }),
  );
  return { hits, ...more };
}

function messageOf({ sessionId, seq }: FoundDoc): string {
  return `${sessionId}:${seq}`;
}
