/**
 * What is being written, per conversation: kept over a reload and seen by every tab of this browser. The tab that somebody
 * writes in is the one that counts: another one follows, unless it has the focus itself. Framework-free.
 */

/** A complete attachment, as the composer and the outbox know it. */
export type AttachmentRef = { attachmentId: string; name: string; mediaType: string; size: number };
export type Draft = { readonly text: string; readonly attachments: readonly AttachmentRef[] };

export const EMPTY_DRAFT: Draft = { text: '', attachments: [] };

export type Drafts = {
  get: (key: string) => Draft;
  set: (key: string, draft: Draft) => void;
  /** A conversation is called otherwise from now on: what is written goes to the end of what is there. */
  move: (from: string, to: string) => void;
  /** Told of every change of every draft. */
  subscribe: (listener: () => void) => () => void;
};

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
/** Where changes of other tabs are told, and whether this one is written in. */
type Tab = {
  addEventListener: (type: 'storage', listener: (event: { key: string | null }) => void) => void;
  hasFocus: () => boolean;
};

const PREFIX = 'openfoal.draft.';

export function createDrafts(kept: Kept, tab: Tab): Drafts {
  const known = new Map<string, Draft>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  tab.addEventListener('storage', ({ key }) => {
    if (!key?.startsWith(PREFIX) || tab.hasFocus()) return;
    known.delete(key.slice(PREFIX.length));
    tell();
  });

  const get = (key: string): Draft => {
    const draft = known.get(key) ?? restore(kept, key);
    // The same value until it changes: whoever draws it compares by identity.
    known.set(key, draft);
    return draft;
  };
  const put = (key: string, draft: Draft): void => {
    known.set(key, isEmpty(draft) ? EMPTY_DRAFT : draft);
    keep(kept, key, isEmpty(draft) ? undefined : draft);
  };

  return {
    get,
    set: (key, draft) => {
      put(key, draft);
      tell();
    },
    move: (from, to) => {
      const draft = get(from);
      if (isEmpty(draft)) return;
      const there = get(to);
      put(to, {
        text: [there.text, draft.text].filter((text) => text !== '').join('\n'),
        attachments: [...there.attachments, ...draft.attachments],
      });
      put(from, EMPTY_DRAFT);
      tell();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const isEmpty = ({ text, attachments }: Draft): boolean => text === '' && attachments.length === 0;

function restore(kept: Kept, key: string): Draft {
  try {
    const draft: unknown = JSON.parse(kept.getItem(PREFIX + key) ?? 'null');
    const isDraft = typeof draft === 'object' && draft !== null && 'text' in draft && 'attachments' in draft;
    // What a page of this origin wrote itself.
    return isDraft ? (draft as Draft) : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

function keep(kept: Kept, key: string, draft: Draft | undefined): void {
  try {
    if (draft) kept.setItem(PREFIX + key, JSON.stringify(draft));
    else kept.removeItem(PREFIX + key);
  } catch {
    // Storage is full or refused: the draft is still in the field, it only would not survive a reload.
  }
}
