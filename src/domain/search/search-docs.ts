import type { UnitOfWork } from '../ports.ts';
import type { MessageRecord } from '../records.ts';
import type { SearchDoc } from './ports.ts';
import { searchableText } from './searchable-text.ts';
import { type Term, termsOf } from './terms.ts';

/** Bounds what one row of the index holds. Postgres keeps 256 places of a word, and 16,383 in all. */
const PART_TERMS = 4_000;
/** So that a phrase over the edge of a part is in one of them. */
const OVERLAP_TERMS = 64;

/** A message as the index holds it. */
export function searchDocs(message: MessageRecord): SearchDoc[] {
  const { tenantId, workspaceId, sessionId, seq, createdAt } = message;
  const terms = termsOf(searchableText(message));
  const docs: SearchDoc[] = [];
  for (let first = 0; first < terms.length; first += PART_TERMS - OVERLAP_TERMS) {
    const part = terms.slice(first, first + PART_TERMS);
    docs.push({
      tenantId,
      workspaceId,
      sessionId,
      seq,
      createdAt,
      part: docs.length,
      from: part[0]?.start ?? 0,
      to: part.at(-1)?.end ?? 0,
      terms: part.map(({ text }) => text),
      characters: charactersOf(part),
    });
    if (first + PART_TERMS >= terms.length) break;
  }
  return docs;
}

function charactersOf(terms: readonly Term[]): string[] {
  const characters = terms.flatMap(({ kind, character }) => (kind === 'word' ? [] : [character]));
  return [...new Set(characters)];
}

/** The unit of work that indexes each message in the transaction that stores it, so that nobody who stores one can forget to. */
export function indexingMessages(uow: UnitOfWork): UnitOfWork {
  return {
    ...uow,
    transaction: (fn) =>
      uow.transaction((tx) =>
        fn({
          ...tx,
          messages: {
            ...tx.messages,
            insert: async (messages) => {
              await tx.messages.insert(messages);
              await tx.search.insert(messages.flatMap(searchDocs));
            },
          },
        }),
      ),
  };
}
