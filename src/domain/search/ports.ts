/** The index of what was said. Source: docs/decisions/0018. */
import type { MessageRecord, Scope } from '../records.ts';

/** A stretch of a message as it is indexed. A message without words has none, a very long one has several that overlap. */
export type SearchDoc = Scope &
  Pick<MessageRecord, 'sessionId' | 'seq' | 'createdAt'> & {
    part: number;
    /** The stretch of the searchable text, in UTF-16 units. */
    from: number;
    to: number;
    /** In the order of the text: neighbours are neighbours. Letters, marks and numbers only. */
    terms: readonly string[];
    /** The characters of scripts without spaces that are in it, each once. */
    characters: readonly string[];
  };

/**
 * Terms that must follow each other. `prefix`: the last one may go on. A phrase of a single character of a script without
 * spaces is a `character`: wherever it stands.
 */
export type SearchPhrase =
  | { kind: 'terms'; terms: readonly string[]; prefix: boolean }
  | { kind: 'character'; character: string };

/** A stretch in which all phrases are, with the message that it is part of. */
export type FoundDoc = Pick<MessageRecord, 'sessionId' | 'seq' | 'createdAt' | 'role' | 'parts'> & {
  from: number;
  to: number;
  /** Where it stands among all of the tenant: later messages have greater places. */
  place: number;
  title: string;
  archived: boolean;
};

export interface SearchStore {
  insert(docs: readonly SearchDoc[]): Promise<void>;
  /**
   * The stretches with every phrase, latest first, below the place `before`. At least one phrase. `next` is the place to go on
   * from; absent when there is nothing more.
   */
  find(
    scope: Scope,
    phrases: readonly SearchPhrase[],
    page: { limit: number; before?: number },
  ): Promise<{ docs: FoundDoc[]; next?: number }>;
  /** Takes a session out of the index. */
  deleteOfSession(scope: Scope, sessionId: string): Promise<void>;
  /**
   * Messages of every workspace from before there was an index, latest first; `from` and `to` are for `advance`. Undefined when
   * none is left.
   */
  backlog(
    tenantId: string,
    limit: number,
  ): Promise<{ messages: MessageRecord[]; from: string; to: string } | undefined>;
  /** Notes that a backlog is done, a compare-and-set: answers whether it was this caller's to do. */
  advance(tenantId: string, from: string, to: string): Promise<boolean>;
}
